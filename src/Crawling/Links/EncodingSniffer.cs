using System.Text.Unicode;

namespace Freshet.Links;

/// <summary>
/// Determines a page's encoding (HTML 13.2.3.2): byte order mark, Content-Type, meta elements of the first 1,024 bytes. A page that
/// declares none is UTF-8 if it is valid UTF-8, and otherwise what a later meta element says, or windows-1252.
/// </summary>
internal static class EncodingSniffer
{
    private const int Window = 1024;

    public static PageEncoding Sniff(ReadOnlySpan<byte> body, string? contentTypeCharset)
    {
        if (ByteOrderMark(body).Encoding is { } marked)
            return marked;
        if (contentTypeCharset != null && PageEncoding.Find(contentTypeCharset.AsSpan().Trim('"')) is { } named)
            return named;
        if (MetaPrescan.Find(body[..Math.Min(Window, body.Length)]) is { } declared)
            return declared;
        if (Utf8.IsValid(body))
            return PageEncoding.Utf8;
        return MetaPrescan.Find(body) ?? PageEncoding.Windows1252;
    }

    /// <summary>The encoding that a byte order mark tells, and the mark's length.</summary>
    public static (PageEncoding? Encoding, int Length) ByteOrderMark(ReadOnlySpan<byte> body) =>
        body.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? (PageEncoding.Utf8, 3)
        : body.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]) ? (PageEncoding.Utf16BigEndian, 2)
        : body.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) ? (PageEncoding.Utf16LittleEndian, 2)
        : (null, 0);
}
