using System.Buffers;
using System.Text;
using Freshet.Frontiers;
using Freshet.Links;
using Freshet.Urls;

namespace Freshet.Crawls;

// Takes the links of one page: resolves them, tests scope and seen set on bytes, and keeps only what is new. Repeats allocate nothing.
internal sealed class LinkCollector(FollowOptions follow, CrawlReach reach) : ILinkReceiver
{
    private readonly byte[] _url = new byte[follow.Urls.MaxLength];
    private readonly ArrayBufferWriter<byte> _found = new(4096);
    private readonly List<(int End, int Depth)> _ends = [];
    private UrlBase? _base;
    private PageEncoding _encoding = PageEncoding.Utf8;
    private int _depth;

    public int Links { get; private set; }

    public string? Refusal { get; private set; }

    public void Begin(ReadOnlySpan<byte> page, int depth)
    {
        _base = UrlBase.OfCanonical(page, follow.Urls);
        _encoding = PageEncoding.Utf8;
        _depth = depth;
        Links = 0;
        Refusal = null;
        _found.ResetWrittenCount();
        _ends.Clear();
    }

    public void Page(ReadOnlySpan<byte> body, string? charset)
    {
        var self = this;
        var kinds = follow.Relations == LinkRelations.None ? follow.Kinds : follow.Kinds | LinkKind.Link;
        _encoding = HtmlLinks.DetectEncoding(body, charset);
        if (!ReferenceEquals(_encoding, PageEncoding.Utf8))
        {
            _base = UrlBase.OfCanonical(_base!.Utf8Url.Span, follow.Urls, QueryEncoding);
        }

        HtmlLinks.Extract(body, _encoding, ref self, kinds);
    }

    public void Redirect(ReadOnlySpan<byte> location, int depth)
    {
        if (!Resolve(location, out var url))
        {
            return;
        }

        Refusal = reach.Refusal(_base!.Utf8Url.Span, url);
        if (Refusal is null && reach.TryEnterFrom(url, isSeed: depth == 0))
        {
            Keep(url, depth);
        }
    }

    public void Base(ReadOnlySpan<byte> reference) => _base = _base?.WithHref(reference, QueryEncoding);

    public void Link(in FoundLink link)
    {
        if (follow.Takes(link))
        {
            Links++;
            if (Resolve(link.Reference, out var url) && reach.TryEnter(url))
            {
                Keep(url, _depth);
            }
        }
    }

    // The new URLs; their bytes are valid until the next page.
    public CrawlRequest[] Take()
    {
        var requests = new CrawlRequest[_ends.Count];
        var start = 0;
        for (var i = 0; i < requests.Length; i++)
        {
            var (end, depth) = _ends[i];
            requests[i] = new CrawlRequest(_found.WrittenMemory[start..end], depth);
            start = end;
        }

        return requests;
    }

    private Encoding QueryEncoding => _encoding.QueryEncoding.Encoding;

    private bool Resolve(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> url)
    {
        var length = 0;
        var resolved = _base?.TryResolve(reference, _url, out length) ?? false;
        url = _url.AsSpan(0, length);
        return resolved;
    }

    private void Keep(ReadOnlySpan<byte> url, int depth)
    {
        _found.Write(url);
        _ends.Add((_found.WrittenCount, depth));
    }
}
