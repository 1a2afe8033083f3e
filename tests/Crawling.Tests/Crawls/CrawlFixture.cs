using System.Collections.Concurrent;
using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Events;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Crawls;

/// <summary>A scripted site, a cache over a memory store, and what a crawl of it gave.</summary>
public sealed class CrawlFixture : IAsyncDisposable
{
    private readonly MemoryStore _store = new();
    private readonly IDisposable _subscription;

    public CrawlFixture()
    {
        Cache = new HttpCache(_store);
        _subscription = Cache.Events.Subscribe(item => Events.Enqueue(item));
    }

    public LoopbackOrigin Origin { get; } = new(exchange => exchange.SendAsync(404));

    public HttpCache Cache { get; }

    public ConcurrentQueue<CacheEvent> Events { get; } = [];

    public ConcurrentDictionary<string, Seen> Pages { get; } = [];

    public void Html(string path, string html, params (string Name, string Value)[] fields) =>
        Origin.Map(path, html, [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "max-age=3600"), ("ETag", "\"1\""), .. fields]);

    public async Task<CrawlSummary> CrawlAsync(CrawlOptions? options = null, params string[] seeds)
    {
        Pages.Clear();
        var crawler = new Crawler(Cache, options);
        await using var run = crawler.Run(
            (seeds.Length == 0 ? ["/"] : seeds).Select(Origin.At),
            (page, _) =>
            {
                Assert.True(Pages.TryAdd(page.Url.PathAndQuery, new Seen(page.Depth, page.Outcome, page.Status, page.Failure)));
                return default;
            },
            TestContext.Current.CancellationToken);
        return await run.Completion;
    }

    public IEnumerable<string> Asked => Origin.Requests.Select(request => request.Target).Order();

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await Cache.DisposeAsync();
        await _store.DisposeAsync();
        await Origin.DisposeAsync();
    }

    public sealed record Seen(int Depth, CacheOutcome Outcome, int Status, Exception? Failure);
}
