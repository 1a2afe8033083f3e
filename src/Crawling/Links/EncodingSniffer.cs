using System.Text.Unicode;

namespace Freshet.Links;

/// <summary>
/// Determines a page's encoding (HTML 13.2.3.2): byte order mark, Content-Type, meta elements of the first 1,024 bytes. A page that
/// declares none is UTF-8 if it is valid UTF-8, and otherwise what a later meta element says, or windows-1252.
/// </summary>
internal static class EncodingSniffer
{
    private const int Window = 1024;

    public static PageEncoding Sniff(ReadOnlySpan<byte> body, string? contentTypeCharset, out int byteOrderMark)
    {
        byteOrderMark = 2;
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
            return PageEncoding.Utf16BigEndian;
        if (body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
            return PageEncoding.Utf16LittleEndian;
        byteOrderMark = 3;
        if (body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
            return PageEncoding.Utf8;
        byteOrderMark = 0;
        if (contentTypeCharset != null && PageEncoding.Find(contentTypeCharset.AsSpan().Trim('"')) is { } named)
            return named;
        if (MetaPrescan.Find(body[..Math.Min(Window, body.Length)]) is { } declared)
            return declared;
        if (Utf8.IsValid(body))
            return PageEncoding.Utf8;
        return MetaPrescan.Find(body) ?? PageEncoding.Windows1252;
    }
}
