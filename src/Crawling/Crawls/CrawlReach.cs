using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Freshet.Urls;

namespace Freshet.Crawls;

// What a crawl may take up: URLs in scope, each once, no more than the page budget, and no endless chain of redirects.
internal sealed class CrawlReach(CrawlOptions options, ISeenSet seen)
{
    private readonly ConcurrentDictionary<UrlKey, UrlKey> _redirects = new();
    private readonly Lock _gate = new();
    private readonly List<UrlScope> _scopes = [];
    private volatile UrlScope _scope = UrlScope.AnyOf([]);
    private long _left = options.MaxPages ?? long.MaxValue;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public void AddSeed(CanonicalUrl seed)
    {
        lock (_gate)
        {
            // The scope of a seed that is in scope is a part of what is there.
            if (_scope.Contains(seed))
            {
                return;
            }

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

    public bool Contains(ReadOnlySpan<byte> url) => _scope.Contains(url);

    public void Expect(ReadOnlySpan<UrlKey> keys) => seen.Expect(keys);

    // For a URL that is in scope.
    public bool TryEnter(UrlKey key) => seen.TryAdd(key) && Interlocked.Decrement(ref _left) >= 0;

    // A seed that redirects elsewhere widens the scope: http://example.com/ to https://www.example.com/.
    public bool TryEnterFrom(ReadOnlySpan<byte> url, bool isSeed)
    {
        if (isSeed)
        {
            AddSeed(CanonicalUrl.FromCanonical(url));
        }

        return Contains(url) && TryEnter(UrlKey.Of(url));
    }

    // What is wrong with a redirect, or null: it leads back to where it came from, or is one too many in a row.
    public string? Refusal(ReadOnlySpan<byte> from, ReadOnlySpan<byte> to)
    {
        var target = UrlKey.Of(to);
        var hop = UrlKey.Of(from);
        _redirects.TryAdd(target, hop);
        for (var hops = 0; hops < options.Follow.MaxRedirects; hops++)
        {
            if (hop == target)
            {
                return "the redirects lead in a circle";
            }

            if (!_redirects.TryGetValue(hop, out hop))
            {
                return null;
            }
        }

        return $"there are more than {options.Follow.MaxRedirects} redirects in a row";
    }
}
