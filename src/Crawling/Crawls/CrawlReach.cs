using System.Collections.Concurrent;
using Freshet.Urls;

namespace Freshet.Crawls;

// What a crawl may take up: URLs in scope, each once, no more than the page budget, and no endless chain of redirects.
internal sealed class CrawlReach(CrawlOptions options, ISeenSet seen)
{
    private readonly ConcurrentDictionary<UrlKey, int> _hops = new();
    private readonly Lock _gate = new();
    private readonly List<UrlScope> _scopes = [];
    private volatile UrlScope _scope = UrlScope.AnyOf([]);
    private long _left = options.MaxPages ?? long.MaxValue;

    public void AddSeed(CanonicalUrl seed)
    {
        lock (_gate)
        {
            _scopes.Add(options.Scope switch
            {
                CrawlScope.Domain => UrlScope.Domain(seed),
                CrawlScope.Prefix => UrlScope.Prefix(seed),
                CrawlScope.Any => UrlScope.Any,
                _ => UrlScope.Host(seed),
            });
            _scope = _scopes.Count == 1 ? _scopes[0] : UrlScope.AnyOf(_scopes);
        }
    }

    public bool TryEnter(ReadOnlySpan<byte> url) => _scope.Contains(url) && seen.TryAdd(UrlKey.Of(url)) && Interlocked.Decrement(ref _left) >= 0;

    // A seed that redirects elsewhere widens the scope: http://example.com/ to https://www.example.com/.
    public bool TryEnterFrom(ReadOnlySpan<byte> url, bool isSeed)
    {
        if (isSeed && !_scope.Contains(url))
        {
            AddSeed(CanonicalUrl.FromCanonical(url));
        }

        return TryEnter(url);
    }

    // False when a redirect is one too many in a row.
    public bool TryHop(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var hops = (_hops.TryRemove(UrlKey.Of(from), out var before) ? before : 0) + 1;
        if (hops > options.Follow.MaxRedirects)
        {
            return false;
        }

        _hops[UrlKey.Of(to)] = hops;
        return true;
    }
}
