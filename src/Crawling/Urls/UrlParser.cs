using System.Buffers;
using System.Text;

namespace Freshet.Urls;

/// <summary>The basic URL parser of the URL standard for http and https, writing the canonical URL as it reads.</summary>
internal ref partial struct UrlParser
{
    // No reference that shortens to a URL needs more.
    private const int MaxReference = 1 << 17;

    private readonly UrlBase? _base;
    private readonly UrlRules _rules;
    private readonly QueryEncoding? _encoding;
    private UrlWriter _out;

    private UrlParser(UrlBase? @base, UrlRules rules, QueryEncoding? encoding, Span<byte> destination)
    {
        _base = @base;
        _rules = rules;
        _encoding = encoding;
        _out = new UrlWriter(destination);
    }

    public static UrlStatus Parse(
        ReadOnlySpan<byte> reference, UrlBase? @base, UrlRules rules, QueryEncoding? encoding, Span<byte> destination, out int written)
    {
        written = 0;
        reference = Trim(reference);
        if (Scheme(reference) is > 0 and var scheme && !IsHttp(reference[..scheme]))
        {
            return UrlStatus.NotHttp;
        }

        if (reference.Length > MaxReference)
        {
            return UrlStatus.TooLong;
        }

        if (destination.Length > rules.MaxLength)
        {
            destination = destination[..rules.MaxLength];
        }

        var parser = new UrlParser(@base, rules, encoding, destination);
        var status = reference.IndexOfAny("\t\n\r"u8) >= 0 ? parser.RunWithoutLineBreaks(reference) : parser.Run(reference);
        if (status == UrlStatus.Valid)
        {
            status = parser._out.Overflow ? UrlStatus.TooLong : UrlStatus.Valid;
            written = status == UrlStatus.Valid ? parser._out.Position : 0;
        }

        return status;
    }

    private UrlStatus RunWithoutLineBreaks(ReadOnlySpan<byte> reference)
    {
        var rented = ArrayPool<byte>.Shared.Rent(reference.Length);
        var length = 0;
        foreach (var b in reference)
        {
            if (b is not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                rented[length++] = b;
            }
        }

        var status = Run(rented.AsSpan(0, length));
        ArrayPool<byte>.Shared.Return(rented);
        return status;
    }

    private UrlStatus Run(ReadOnlySpan<byte> reference)
    {
        var fragment = reference.IndexOf((byte)'#');
        if (fragment >= 0)
        {
            reference = reference[..fragment];
        }

        var scheme = Scheme(reference);
        if (scheme > 0)
        {
            var name = reference[..scheme];
            if (!IsHttp(name))
            {
                return UrlStatus.NotHttp;
            }

            reference = reference[(scheme + 1)..];
            var sameScheme = _base is not null && _base.SchemeLength == scheme;
            if (!sameScheme || StartsWithTwoSlashes(reference))
            {
                return Absolute(scheme == 5, reference);
            }
        }

        if (_base is null)
        {
            return UrlStatus.Invalid;
        }

        if (StartsWithTwoSlashes(reference))
        {
            return Absolute(_base.SchemeLength == 5, reference);
        }

        if (reference.IsEmpty)
        {
            _out.Write(_base.Utf8Url.Span);
        }
        else if (reference[0] == '?')
        {
            _out.Write(_base.Slice(0, _base.PathEnd));
            Query(reference);
        }
        else if (IsSlash(reference[0]))
        {
            _out.Write(_base.Slice(0, _base.OriginLength));
            PathAndQuery(_out.Position, reference);
        }
        else
        {
            _out.Write(_base.Slice(0, _base.DirectoryEnd));
            PathAndQuery(_base.OriginLength, reference);
        }

        return UrlStatus.Valid;
    }

    private UrlStatus Absolute(bool https, ReadOnlySpan<byte> reference)
    {
        while (!reference.IsEmpty && IsSlash(reference[0]))
        {
            reference = reference[1..];
        }

        var end = reference.IndexOfAny("/\\?"u8);
        var authority = end < 0 ? reference : reference[..end];
        _out.Write(https ? "https://"u8 : "http://"u8);
        if (!Authority(https, authority))
        {
            return UrlStatus.Invalid;
        }

        PathAndQuery(_out.Position, reference[authority.Length..]);
        return UrlStatus.Valid;
    }

    private static bool IsSlash(byte b) => b is (byte)'/' or (byte)'\\';

    private static bool StartsWithTwoSlashes(ReadOnlySpan<byte> s) => s.Length > 1 && IsSlash(s[0]) && IsSlash(s[1]);

    private static bool IsHttp(ReadOnlySpan<byte> scheme) =>
        System.Text.Ascii.EqualsIgnoreCase(scheme, "http"u8) || System.Text.Ascii.EqualsIgnoreCase(scheme, "https"u8);

    private static int Scheme(ReadOnlySpan<byte> reference)
    {
        if (reference.IsEmpty || !char.IsAsciiLetter((char)reference[0]))
        {
            return 0;
        }

        var end = reference.IndexOfAnyExcept(UrlBytes.Scheme);
        return end > 0 && reference[end] == ':' ? end : 0;
    }

    private static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> s)
    {
        while (!s.IsEmpty && s[0] <= 0x20)
        {
            s = s[1..];
        }

        while (!s.IsEmpty && s[^1] <= 0x20)
        {
            s = s[..^1];
        }

        return s;
    }
}
