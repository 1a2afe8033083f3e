using System.Buffers;

namespace Freshet.Links;

/// <summary>Finds the links of HTML pages as a browser's tokenizer would, over the page's bytes, forward only and without a document.</summary>
public static class HtmlLinks
{
    /// <summary>
    /// Reports the links of a page to <paramref name="receiver"/>. Never throws on the page's account, whatever its bytes.
    /// </summary>
    /// <param name="body">The page's bytes, decoded from any content coding.</param>
    /// <param name="contentTypeCharset">The charset parameter of the Content-Type header, or null; an unknown one is ignored.</param>
    /// <param name="receiver">What takes the links.</param>
    /// <param name="kinds">Which kinds to report.</param>
    public static LinkSummary Extract<TReceiver>(
        ReadOnlySpan<byte> body, string? contentTypeCharset, ref TReceiver receiver, LinkKind kinds = LinkKind.All)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        var encoding = EncodingSniffer.Sniff(body, contentTypeCharset, out var byteOrderMark);
        body = body[byteOrderMark..];
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
