using System.Buffers;
using System.Runtime.CompilerServices;

namespace Freshet.Links;

/// <summary>Finds the links of HTML pages as a browser's tokenizer would, over the page's bytes, forward only and without a document.</summary>
public static class HtmlLinks
{
    /// <summary>The encoding of a page, as a browser decides it: byte order mark, Content-Type, meta elements, and the bytes themselves.</summary>
    /// <param name="body">The page's bytes, decoded from any content coding.</param>
    /// <param name="contentTypeCharset">The charset parameter of the Content-Type header, or null; an unknown one is ignored.</param>
    public static PageEncoding DetectEncoding(ReadOnlySpan<byte> body, string? contentTypeCharset) =>
        EncodingSniffer.Sniff(body, contentTypeCharset);

    /// <summary>
    /// Reports the links of a page to <paramref name="receiver"/>. Never throws on the page's account, whatever its bytes, and reads each
    /// byte a bounded number of times. Attribute values over 1 MiB are passed over.
    /// </summary>
    /// <param name="body">The page's bytes, decoded from any content coding.</param>
    /// <param name="contentTypeCharset">The charset parameter of the Content-Type header, or null; an unknown one is ignored.</param>
    /// <param name="receiver">What takes the links.</param>
    /// <param name="kinds">Which kinds to report.</param>
    [OverloadResolutionPriority(1)]
    public static LinkSummary Extract<TReceiver>(
        ReadOnlySpan<byte> body, string? contentTypeCharset, ref TReceiver receiver, LinkKind kinds = LinkKind.All)
        where TReceiver : ILinkReceiver, allows ref struct =>
        Extract(body, DetectEncoding(body, contentTypeCharset), ref receiver, kinds);

    /// <summary>Reports the links of a page whose encoding is known.</summary>
    /// <param name="body">The page's bytes, decoded from any content coding.</param>
    /// <param name="encoding">The page's encoding, from <see cref="DetectEncoding"/>.</param>
    /// <param name="receiver">What takes the links.</param>
    /// <param name="kinds">Which kinds to report.</param>
    public static LinkSummary Extract<TReceiver>(
        ReadOnlySpan<byte> body, PageEncoding encoding, ref TReceiver receiver, LinkKind kinds = LinkKind.All)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        ArgumentNullException.ThrowIfNull(encoding);
        body = body[EncodingSniffer.ByteOrderMark(body).Length..];
        // Such a page decodes to a single U+FFFD.
        if (encoding.IsReplacement)
            return new LinkSummary(encoding, 0, false, false);
        byte[]? rented = null;
        var read = encoding;
        if (!encoding.IsAsciiCompatible)
        {
            body = Transcoder.ToUtf8(body, encoding, out rented);
            read = PageEncoding.Utf8;
        }
        var page = new PageLinks(body, new AttributeText(read), kinds);
        try
        {
            page.Report(ref receiver);
        }
        finally
        {
            page.Dispose();
            if (rented != null)
                ArrayPool<byte>.Shared.Return(rented);
        }
        return new LinkSummary(encoding, page.Links, page.NoFollow, page.NoIndex);
    }
}
