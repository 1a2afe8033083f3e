using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Tests.Caching;

public sealed class DamagedStoreTests
{
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    [Theory(Timeout = 30_000)]
    [InlineData("h/")]
    [InlineData("b/")]
    public async Task An_altered_record_is_a_counted_miss(string prefix)
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        var entry = Assert.Single(await f.RecordsAsync(prefix));
        using (var record = await f.Memory.GetAsync(entry.Key))
        {
            var altered = record!.Value.ToArray();
            altered[^1] ^= 1;
            await f.Memory.SetAsync(entry.Key, altered);
        }

        Assert.Equal((CacheOutcome.Miss, "version 1"), await ShortAsync(f));
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.Corrupt corrupt && corrupt.Key == entry.Key);
        Assert.Equal((CacheOutcome.Hit, "version 1"), await ShortAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_has_lost_its_body_is_fetched_with_one_request_and_no_condition()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.Memory.ClearAsync("b/");
        Assert.Equal((CacheOutcome.Miss, "version 1"), await ShortAsync(f));
        Assert.Null(Assert.Single(f.Origin.Requests.Skip(1))["If-None-Match"]);
        Assert.Equal((CacheOutcome.Hit, "version 1"), await ShortAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_lost_while_the_origin_was_asked_is_fetched_after_its_304()
    {
        await using var f = new CacheFixture();
        var body = new string('x', 3_000_000);
        f.Origin.Map("/a", async exchange =>
        {
            if (exchange.Request["If-None-Match"] is null)
            {
                await exchange.SendAsync(200, body, ("ETag", "\"1\""), s_fresh);
            }
            else
            {
                await f.Memory.ClearAsync("b/");
                await exchange.SendAsync(304, "", ("ETag", "\"1\""), s_fresh);
            }
        });
        using (await f.Cache.SendAsync(RequestHead.Get(f.Origin.At("/a")), f.BigFetcher))
        {
        }

        f.Time.Advance(TimeSpan.FromMinutes(2));
        using var again = await f.Cache.SendAsync(RequestHead.Get(f.Origin.At("/a")), f.BigFetcher);
        Assert.Equal((CacheOutcome.Replaced, body.Length), (again.Outcome!.Value, again.Body.Bytes.Length));
        Assert.Equal(["\"1\"", null], f.Origin.Requests.Skip(1).Select(request => request["If-None-Match"]));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_store_that_fails_costs_the_cache_and_nothing_else()
    {
        await using var f = new CacheFixture(store: new BrokenStore());
        f.Serve("/a", s_fresh);
        Assert.Equal((CacheOutcome.Miss, "version 1"), await ShortAsync(f));
        Assert.Equal((CacheOutcome.Miss, "version 1"), await ShortAsync(f));
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.TierFailed { Operation: "read" });
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.TierFailed { Operation: "write" });
        Assert.DoesNotContain(await f.EventsAsync(), item => item is StoreEvent.Stored);
    }

    private static async Task<(CacheOutcome, string)> ShortAsync(CacheFixture f)
    {
        var answer = await f.GetAsync("/a");
        return (answer.Outcome, answer.Body);
    }

    private sealed class BrokenStore : ICacheStore
    {
        public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => throw new StoreException("gone");

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            ValueTask.FromException(new StoreException("gone"));

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => throw new StoreException("gone");

        public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) => throw new StoreException("gone");

        public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => throw new StoreException("gone");

        public ValueTask DisposeAsync() => default;
    }
}
