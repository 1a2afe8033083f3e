using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class PurgeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_url_is_purged_with_its_variants_methods_and_partitions()
    {
        RequestCacheOptions query = new() { Storing = new() { Methods = ["GET", "HEAD", "QUERY"] } };
        await using var f = new ControlFixture(query).Serve("/a", ControlFixture.Fresh, ("Vary", "Accept")).Serve("/ab", ControlFixture.Fresh);
        await f.GetAsync("/a", null, ("Accept", "x/x"));
        await f.GetAsync("/a", null, ("Accept", "y/y"));
        await f.GetAsync("/a", new() { Partition = "anna" });
        await f.SendAsync("QUERY", "/a", null, "{}");
        await f.GetAsync("/ab");
        await f.GetAsync("/a?q");
        Assert.Equal(4, await f.Cache.PurgeAsync(f.Origin.At("/a"), cancellationToken: Token));
        Assert.Equal(["/a?q", "/ab"], (await f.KeysAsync()).Select(key => new Uri(key[2..]).PathAndQuery));
        Assert.Equal(2, (await f.KeysAsync("b/")).Count);
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.Invalidated);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_url_too_long_for_a_key_is_purged_and_no_other()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        var path = "/a?" + new string('x', 5000);
        await f.GetAsync(path);
        await f.GetAsync(path + "y");
        Assert.Equal(1, await f.Cache.PurgeAsync(f.Origin.At(path), cancellationToken: Token));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync(path + "y")).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync(path)).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_soft_purge_validates_and_keeps_what_may_stand_in()
    {
        await using var f = new ControlFixture(new() { Lifetime = Lifetime.Never }).Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, await f.Cache.PurgeAsync(f.Origin.At("/a"), PurgeMode.Soft, Token));
        f.Origin.Map("/a", exchange => { exchange.Abort(); return Task.CompletedTask; });
        Assert.Equal(CacheOutcome.StaleHit, (await f.GetAsync("/a")).Outcome);
        f.Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Prefix_host_and_predicate_select()
    {
        await using var f = new ControlFixture();
        foreach (var path in new[] { "/a/1", "/a/2", "/b/1", "/c" })
        {
            await f.Serve(path, path == "/c" ? 404 : 200, ControlFixture.Fresh).GetAsync(path);
        }

        Assert.Equal(0, await f.Cache.PurgeAsync(new StoredFilter { Host = "localhost" }, cancellationToken: Token));
        Assert.Equal(2, await f.Cache.PurgeAsync(new StoredFilter { Prefix = f.Origin.At("/a/").AbsoluteUri }, cancellationToken: Token));
        Assert.Equal(1, await f.Cache.PurgeAsync(new StoredFilter { Status = 404 }, cancellationToken: Token));
        Assert.Equal(0, await f.Cache.PurgeAsync(new StoredFilter { Where = response => response.BodyLength > 100 }, cancellationToken: Token));
        Assert.Equal(1, await f.Cache.PurgeAsync(new StoredFilter { Host = "127.0.0.1" }, cancellationToken: Token));
        Assert.Empty(await f.KeysAsync(""));
    }

    [Fact(Timeout = 30_000)]
    public async Task Purging_all_leaves_what_others_keep_in_the_store()
    {
        await using var f = new ControlFixture(new() { Failures = new() { Delay = TimeSpan.FromHours(1) } }).Serve("/a", ControlFixture.Fresh).Serve("/b", 503);
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        await f.Memory.SetAsync("v/mine", new byte[] { 1 }, cancellationToken: Token);
        Assert.Equal(1, await f.Cache.PurgeAsync((StoredFilter?)null, cancellationToken: Token));
        Assert.Equal(["v/mine"], await f.KeysAsync(""));
    }

    [Fact(Timeout = 30_000)]
    public async Task Tags_of_the_request_the_rule_and_the_response_purge()
    {
        await using var f = new ControlFixture(
            new() { Tags = ["all"], Storing = new() { TagFields = ["Cache-Tag", "Surrogate-Key"] } }, null, UrlRule.Glob("*/a", new() { Tags = ["rule"] }))
            .Serve("/a", ControlFixture.Fresh, ("Cache-Tag", "one, two words"), ("Surrogate-Key", "three four"));
        foreach (var tag in new[] { "all", "rule", "mine", "one", "two words", "three", "four" })
        {
            await f.GetAsync("/a", new() { Tags = ["mine"] });
            f.Time.Advance(TimeSpan.FromSeconds(2));
            Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
            await f.Cache.PurgeTagAsync(tag, cancellationToken: Token);
            f.Time.Advance(TimeSpan.FromSeconds(2));
        }

        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
        await f.Cache.PurgeTagAsync("other", cancellationToken: Token);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tag_can_be_purged_softly()
    {
        await using var f = new ControlFixture(new() { Tags = ["t"] }).Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(2));
        await f.Cache.PurgeTagAsync("t", PurgeMode.Soft, Token);
        f.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_purged_tag_stays_purged_for_another_cache_over_the_store()
    {
        await using var f = new ControlFixture(new() { Tags = ["t"] }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(2));
        await f.Cache.PurgeTagAsync("t", cancellationToken: Token);
        f.Open();
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_noted_on_stored_responses_is_not_seen_by_readers()
    {
        await using var f = new ControlFixture(new() { Tags = ["t"] }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.DoesNotContain((await f.GetAsync("/a")).Fields, field => field.Name.Contains("freshet", StringComparison.OrdinalIgnoreCase));
        var stored = Assert.Single(await f.Cache.Stored.ListAsync(cancellationToken: Token).ToListAsync(Token));
        Assert.Equal(["t"], stored.Tags);
        Assert.DoesNotContain(stored.Fields, field => field.Name.Contains("freshet", StringComparison.OrdinalIgnoreCase));
    }
}
