using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

public sealed class BackgroundTests : IAsyncDisposable
{
    private static readonly (string, string) s_stale = ("Cache-Control", "max-age=60, stale-while-revalidate=600");
    private readonly FakeTime _time = new();
    private readonly LoopbackOrigin _origin = new();
    private readonly HttpFetcher _fetcher;
    private readonly MemoryStore _store;
    private readonly List<StoreEvent.RevalidatedInBackground> _events = [];
    private readonly SemaphoreSlim _ended = new(0);
    private HttpCache? _cache;

    public BackgroundTests()
    {
        _store = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time });
        _fetcher = new HttpFetcher(null, null, _time) { IsStreaming = true };
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private HttpCache Cache => _cache ?? Use(new());

    [Fact(Timeout = 30_000)]
    public async Task The_stale_response_answers_at_once_and_the_next_is_fresh()
    {
        var version = 1;
        var release = new TaskCompletionSource();
        release.SetResult();
        _origin.Map("/a", async exchange =>
        {
            await release.Task;
            await exchange.SendAsync(200, $"version {version}", s_stale);
        });
        await GetAsync("/a");
        _time.Advance(TimeSpan.FromSeconds(90));
        (version, release) = (2, new TaskCompletionSource());
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(("version 1", CacheOutcome.StaleHit), await GetAsync("/a"));
        }

        await _origin.WhenRequestsAsync(2, Token);
        release.SetResult();
        await _ended.WaitAsync(Token);
        Assert.Equal(("version 2", CacheOutcome.Hit), await GetAsync("/a"));
        Assert.Equal(2, _origin.Requests.Count);
        Assert.Equal(CacheOutcome.Replaced, Assert.Single(_events).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_304_in_the_background_freshens()
    {
        _origin.Map("/a", exchange => exchange.Request["If-None-Match"] is null
            ? exchange.SendAsync(200, "text", s_stale, ("ETag", "\"1\""))
            : exchange.SendAsync(304, "", s_stale, ("ETag", "\"1\"")));
        await GetAsync("/a");
        _time.Advance(TimeSpan.FromSeconds(90));
        Assert.Equal(("text", CacheOutcome.StaleHit), await GetAsync("/a"));
        await _ended.WaitAsync(Token);
        Assert.Equal(("text", CacheOutcome.Hit), await GetAsync("/a"));
        Assert.Equal(CacheOutcome.Revalidated, Assert.Single(_events).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_failure_in_the_background_is_an_event_and_the_stale_response_stays(bool answers)
    {
        _origin.Map("/a", "text", s_stale);
        await GetAsync("/a");
        _time.Advance(TimeSpan.FromSeconds(90));
        _origin.Map("/a", exchange =>
        {
            if (answers)
            {
                return exchange.SendAsync(503, "sorry", ("Cache-Control", "stale-if-error=600"));
            }

            exchange.Abort();
            return Task.CompletedTask;
        });
        Assert.Equal(("text", CacheOutcome.StaleHit), await GetAsync("/a"));
        await _ended.WaitAsync(Token);
        Assert.Equal(answers ? CacheOutcome.Replaced : CacheOutcome.Failed, Assert.Single(_events).Outcome);
        Assert.Equal(("text", CacheOutcome.StaleHit), await GetAsync("/a"));
    }

    [Fact(Timeout = 30_000)]
    public async Task No_more_than_allowed_are_under_way_and_each_ends_in_time()
    {
        Use(new BackgroundOptions { MaxRevalidations = 2, Timeout = TimeSpan.FromSeconds(20) });
        foreach (var path in new[] { "/a", "/b", "/c" })
        {
            _origin.Map(path, "text", s_stale);
            await GetAsync(path);
            _origin.Map(path, exchange => exchange.HangAsync());
        }

        _time.Advance(TimeSpan.FromSeconds(90));
        foreach (var path in new[] { "/a", "/b", "/c", "/a" })
        {
            Assert.Equal(("text", CacheOutcome.StaleHit), await GetAsync(path));
        }

        await _origin.WhenRequestsAsync(5, Token);
        _time.Advance(TimeSpan.FromSeconds(20));
        await _ended.WaitAsync(Token);
        await _ended.WaitAsync(Token);
        Assert.Equal(5, _origin.Requests.Count);
        Assert.All(_events, item => Assert.IsAssignableFrom<OperationCanceledException>(item.Error));
        while (_origin.Requests.Count < 6)
        {
            Assert.Equal(("text", CacheOutcome.StaleHit), await GetAsync("/c"));
            await Task.Yield();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposing_the_cache_ends_what_is_under_way()
    {
        _origin.Map("/a", "text", s_stale);
        await GetAsync("/a");
        _origin.Map("/a", exchange => exchange.HangAsync());
        _time.Advance(TimeSpan.FromSeconds(90));
        await GetAsync("/a");
        await _origin.WhenRequestsAsync(2, Token);
        await Cache.DisposeAsync();
        await _ended.WaitAsync(Token);
        Assert.Equal(CacheOutcome.Failed, Assert.Single(_events).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false, CacheOutcome.Replaced)]
    [InlineData(true, CacheOutcome.StaleHit)]
    public async Task Those_who_want_whole_bodies_wait_unless_told_otherwise(bool told, CacheOutcome expected)
    {
        Use(new BackgroundOptions { ForWholeBodies = told });
        _origin.Map("/a", "text", s_stale);
        await GetAsync("/a");
        _time.Advance(TimeSpan.FromSeconds(90));
        using var exchange = await Cache.SendAsync(RequestHead.Get(_origin.At("/a")), _fetcher, Token);
        Assert.Equal(expected, exchange.Outcome);
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await _store.DisposeAsync();
        _fetcher.Dispose();
        await _origin.DisposeAsync();
    }

    private HttpCache Use(BackgroundOptions options)
    {
        _cache = new HttpCache(_store, new HttpCacheOptions { Background = options }, _time);
        _cache.Events.Subscribe(item =>
        {
            if (item is StoreEvent.RevalidatedInBackground revalidated)
            {
                _events.Add(revalidated);
                _ended.Release();
            }
        });
        return _cache;
    }

    private async Task<(string, CacheOutcome)> GetAsync(string path)
    {
        using var exchange = new Exchange(RequestHead.Get(_origin.At(path))) { IsStreamed = true };
        await Cache.SendAsync(exchange, _fetcher, Token);
        var body = new MemoryStream();
        await exchange.OpenBody().CopyToAsync(body, Token);
        return (Encoding.UTF8.GetString(body.ToArray()), exchange.Outcome!.Value);
    }
}
