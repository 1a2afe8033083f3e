using System.Buffers;
using System.Globalization;
using System.Text;

namespace Freshet.Urls;

/// <summary>Host names as the URL standard's "domain to ASCII" gives them, near enough to UTS 46.</summary>
internal static class HostNames
{
    private static readonly IdnMapping Mapping = new() { AllowUnassigned = true };

    public static bool TryNormalize(ReadOnlySpan<byte> host, Span<byte> destination, out int written)
    {
        written = 0;
        if (host.Length > destination.Length)
        {
            return false;
        }

        Span<byte> decoded = stackalloc byte[1024];
        var length = PercentDecode(host, decoded);
        if (System.Text.Ascii.IsValid(decoded[..length]))
        {
            System.Text.Ascii.ToLower(decoded[..length], destination, out written);
        }
        else if (!TryToAscii(decoded[..length], destination, out written))
        {
            return false;
        }

        return true;
    }

    /// <summary>Whether a name in lower case can be asked of the DNS, which allows less than the URL standard.</summary>
    public static bool IsName(ReadOnlySpan<byte> name)
    {
        if (name.Length > 254 || name.IndexOfAnyExcept(UrlBytes.HostName) >= 0)
        {
            return false;
        }

        name = name is [.., (byte)'.'] ? name[..^1] : name;
        for (; ; )
        {
            var dot = name.IndexOf((byte)'.');
            var label = dot < 0 ? name : name[..dot];
            if (label.Length is 0 or > 63)
            {
                return false;
            }

            if (dot < 0)
            {
                return true;
            }

            name = name[(dot + 1)..];
        }
    }

    private static int PercentDecode(ReadOnlySpan<byte> host, Span<byte> decoded)
    {
        var length = 0;
        for (var i = 0; i < host.Length; i++)
        {
            if (host[i] == '%' && UrlBytes.TryHexPair(host[(i + 1)..], out var value))
            {
                decoded[length++] = value;
                i += 2;
            }
            else
            {
                decoded[length++] = host[i];
            }
        }

        return length;
    }

    private static bool TryToAscii(ReadOnlySpan<byte> utf8, Span<byte> destination, out int written)
    {
        written = 0;
        var mapped = new StringBuilder(utf8.Length);
        while (!utf8.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(utf8, out var rune, out var consumed) != OperationStatus.Done || IsDisallowed(rune))
            {
                return false;
            }

            Map(rune, mapped);
            utf8 = utf8[consumed..];
        }

        try
        {
            var text = mapped.ToString().Normalize(NormalizationForm.FormKC).ToLowerInvariant();
            var ascii = System.Text.Ascii.IsValid(text) ? text : Mapping.GetAscii(text);
            return ascii.Length <= destination.Length
                && System.Text.Ascii.FromUtf16(ascii, destination, out written) == OperationStatus.Done;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static bool IsDisallowed(Rune rune) =>
        rune.Value is 0xFFFD or (>= 0xFDD0 and <= 0xFDEF) || (rune.Value & 0xFFFE) == 0xFFFE || Rune.IsWhiteSpace(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.PrivateUse;

    // The mappings of UTS 46 that pages use and that a runtime without ICU does not know.
    private static void Map(Rune rune, StringBuilder mapped)
    {
        switch (rune.Value)
        {
            case 0xAD or 0x200B or 0x2060 or 0xFEFF or (>= 0xFE00 and <= 0xFE0F):
                break;
            case 0x3002 or 0xFF0E or 0xFF61:
                mapped.Append('.');
                break;
            case >= 0xFF01 and <= 0xFF5E:
                mapped.Append((char)(rune.Value - 0xFEE0));
                break;
            case 0x1E9E:
                mapped.Append('ß');
                break;
            default:
                mapped.Append(Rune.ToLowerInvariant(rune));
                break;
        }
    }
}
