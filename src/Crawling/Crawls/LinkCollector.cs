using System.Text;
using Freshet.Frontiers;
using Freshet.Links;
using Freshet.Urls;

namespace Freshet.Crawls;

// Takes the links of one page: resolves them, tests scope and seen set on bytes, and keeps only what is new. Repeats allocate nothing.
internal sealed class LinkCollector(FollowOptions follow, CrawlReach reach) : ILinkReceiver
{
    private const int Batch = 64;

    private readonly List<(int End, int Depth)> _ends = [];

    // The URLs in scope that were not looked for in the seen set yet: their bytes stand behind those of the new ones.
    private readonly UrlKey[] _keys = new UrlKey[Batch];
    private readonly int[] _waitingEnds = new int[Batch];
    private byte[] _urls = new byte[2 * follow.Urls.MaxLength];
    private int _waiting;
    private int _kept;
    private int _end;
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
        _ends.Clear();
        (_waiting, _kept, _end) = (0, 0, 0);
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
        Enter();
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
        if (!follow.Takes(link))
        {
            return;
        }

        Links++;
        if (Resolve(link.Reference, out var url) && reach.Contains(url))
        {
            _end += url.Length;
            _keys[_waiting] = UrlKey.Of(url);
            _waitingEnds[_waiting++] = _end;
            if (_waiting == Batch)
            {
                Enter();
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
            requests[i] = new CrawlRequest(_urls.AsMemory(start, end - start), depth);
            start = end;
        }

        return requests;
    }

    private Encoding QueryEncoding => _encoding.QueryEncoding.Encoding;

    private bool Resolve(ReadOnlySpan<byte> reference, out ReadOnlySpan<byte> url)
    {
        if (_urls.Length - _end < follow.Urls.MaxLength)
        {
            Array.Resize(ref _urls, 2 * _urls.Length);
        }

        var length = 0;
        var resolved = _base?.TryResolve(reference, _urls.AsSpan(_end), out length) ?? false;
        url = _urls.AsSpan(_end, length);
        return resolved;
    }

    private void Enter()
    {
        reach.Expect(_keys.AsSpan(0, _waiting));
        var start = _kept;
        for (var i = 0; i < _waiting; i++)
        {
            if (reach.TryEnter(_keys[i]))
            {
                Keep(_urls.AsSpan(start, _waitingEnds[i] - start), _depth);
            }

            start = _waitingEnds[i];
        }

        (_waiting, _end) = (0, _kept);
    }

    private void Keep(ReadOnlySpan<byte> url, int depth)
    {
        url.CopyTo(_urls.AsSpan(_kept));
        _kept += url.Length;
        _ends.Add((_kept, depth));
    }
}
