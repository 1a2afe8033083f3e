using System.Text;

namespace Freshet.Urls;

/// <summary>An encoding other than UTF-8 in which the queries of a page's links are written.</summary>
internal sealed class QueryEncoding
{
    private readonly Encoding _encoding;

    private QueryEncoding(Encoding encoding)
    {
        _encoding = (Encoding)encoding.Clone();
        _encoding.EncoderFallback = new EncoderReplacementFallback(string.Empty);
    }

    // Queries of UTF-16 pages are in UTF-8 (Encoding standard, "get an output encoding").
    public static QueryEncoding? For(Encoding? encoding) =>
        encoding is null or UTF8Encoding or UnicodeEncoding or UTF32Encoding ? null : new QueryEncoding(encoding);

    public void Write(Rune rune, ref UrlWriter writer)
    {
        Span<char> characters = stackalloc char[2];
        Span<byte> bytes = stackalloc byte[64];
        var length = _encoding.GetBytes(characters[..rune.EncodeToUtf16(characters)], bytes);
        if (length == 0)
        {
            // "&#" number ";", percent-encoded.
            writer.Write("%26%23"u8);
            writer.WriteNumber((uint)rune.Value);
            writer.Write("%3B"u8);
        }

        foreach (var b in bytes[..length])
        {
            if (b < 0x80 && UrlBytes.Query.Contains(b))
            {
                writer.Write(b);
            }
            else
            {
                writer.WriteEscaped(b);
            }
        }
    }
}
