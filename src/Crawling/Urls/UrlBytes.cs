using System.Buffers;
using System.Globalization;
using System.Text;

namespace Freshet.Urls;

/// <summary>The code point sets of the URL standard, §1.3, as the bytes that are written as they are.</summary>
internal static class UrlBytes
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Unreserved = Letters + "0123456789-._~";

    /// <summary>Bytes of a path that need no second look: neither escapes nor the end of the path.</summary>
    public static readonly SearchValues<byte> Path = Create(Unreserved + "/!$&'()*+,;=@:|[]");

    /// <summary>The same without the colon, which may end a scheme.</summary>
    public static readonly SearchValues<byte> RelativePath = Create(Unreserved + "/!$&'()*+,;=@|[]");

    public static readonly SearchValues<byte> Segment = Create(Unreserved + "!$&'()*+,;=@:|[]");

    public static readonly SearchValues<byte> Query = Create(Unreserved + "/!$&()*+,;=@:|[]?\\^`{}");

    public static readonly SearchValues<byte> Scheme = Create(Letters + "0123456789+-.");

    public static readonly SearchValues<byte> HostName = Create("abcdefghijklmnopqrstuvwxyz0123456789-._");

    public static bool IsUnreserved(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~';

    public static bool IsHex(byte b) => char.IsAsciiHexDigit((char)b);

    public static bool TryHexPair(ReadOnlySpan<byte> digits, out byte value)
    {
        value = 0;
        return digits.Length >= 2 && IsHex(digits[0]) && IsHex(digits[1])
            && byte.TryParse(digits[..2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value);
    }

    private static SearchValues<byte> Create(string characters) => SearchValues.Create(Encoding.ASCII.GetBytes(characters));
}
