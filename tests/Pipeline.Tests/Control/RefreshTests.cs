using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class RefreshTests
{
    private static readonly RequestCacheOptions s_soft = new() { Refresh = RefreshMode.Soft };
    private static readonly RequestCacheOptions s_hard = new() { Refresh = RefreshMode.Hard };

    [Fact(Timeout = 30_000)]
    public async Task A_soft_refresh_asks_conditionally_and_renews_the_lifetime()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a", s_soft)).Outcome);
        Assert.Equal("\"1\"", f.Origin.Requests[1]["If-None-Match"]);
        f.Time.Advance(TimeSpan.FromSeconds(50));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_soft_refresh_without_a_validator_fetches_anew()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Replaced, "/a 2"), Short(await f.GetAsync("/a", s_soft)));
        Assert.Equal((CacheOutcome.Hit, "/a 2"), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_hard_refresh_asks_without_a_condition_and_replaces()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Miss, "/a 2"), Short(await f.GetAsync("/a", s_hard)));
        Assert.Null(f.Origin.Requests[1]["If-None-Match"]);
        Assert.Equal((CacheOutcome.Hit, "/a 2"), Short(await f.GetAsync("/a")));
        Assert.Single(await f.KeysAsync("b/"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Everything_is_revalidated_when_the_cache_is_told_so()
    {
        await using var f = new ControlFixture(s_soft).Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_fresh_response_stands_in_when_a_refresh_fails()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Origin.Map("/a", exchange => { exchange.Abort(); return Task.CompletedTask; });
        Assert.Equal(CacheOutcome.StaleHit, (await f.GetAsync("/a", s_soft)).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_what_is_stored_answers_or_504()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        RequestCacheOptions stored = new() { OnlyIfCached = true };
        Assert.Equal((CacheOutcome.Miss, 504), await StatusAsync(f, stored));
        await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Hit, 200), await StatusAsync(f, stored));
        f.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal((CacheOutcome.Miss, 504), await StatusAsync(f, stored));
        Assert.Equal((CacheOutcome.StaleHit, 200), await StatusAsync(f, stored.And(new() { Stale = new() { Accepted = TimeSpan.FromHours(1) } })));
        Assert.Equal(1, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Offline_whatever_is_stored_answers_and_nothing_is_asked()
    {
        await using var f = new ControlFixture().Serve("/a", ("Cache-Control", "max-age=1, must-revalidate"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromDays(900));
        RequestCacheOptions offline = new() { Offline = true };
        Assert.Equal((CacheOutcome.StaleHit, "/a 1"), Short(await f.GetAsync("/a", offline)));
        Assert.Equal(504, (await f.GetAsync("/b", offline)).Status);
        Assert.Equal(504, (await f.SendAsync("POST", "/a", offline, "x")).Status);
        Assert.Equal(504, (await f.GetAsync("/a", offline.And(new() { Bypass = true }))).Status);
        Assert.Equal(1, f.Asked);
        Assert.Contains(await f.EventsAsync(), item => item is LookupEvent.StaleHit { Reason: "Offline" });
    }

    [Fact(Timeout = 30_000)]
    public async Task A_read_only_cache_answers_and_writes_nothing()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\"")).Serve("/b", ControlFixture.Fresh);
        await f.GetAsync("/a");
        var before = await f.DumpAsync();
        f.Open(new() { ReadOnly = true });
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/b")).Outcome);
        f.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        await f.SendAsync("POST", "/a", null, "x");
        Assert.Equal(before, await f.DumpAsync());
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: nameof(DoNotStoreReason.ReadOnly) });
    }

    [Fact(Timeout = 30_000)]
    public async Task Stale_responses_are_used_without_asking_within_a_bound()
    {
        await using var f = new ControlFixture(new() { Stale = new() { Accepted = TimeSpan.FromMinutes(5) } })
            .Serve("/a", ControlFixture.Fresh).Serve("/b", ("Cache-Control", "max-age=60, must-revalidate"));
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        f.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(CacheOutcome.StaleHit, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/b")).Outcome);
        f.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Stale_responses_stand_in_for_errors_within_a_bound()
    {
        await using var f = new ControlFixture(new() { Stale = new() { IfError = TimeSpan.FromMinutes(5) } }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Serve("/a", 503);
        f.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal((CacheOutcome.StaleHit, "/a 1"), Short(await f.GetAsync("/a")));
        Assert.Equal(503, (await f.GetAsync("/a", new() { Stale = new() { IfError = TimeSpan.Zero } })).Status);
        f.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(503, (await f.GetAsync("/a")).Status);
        Assert.Equal("/a 1", (await f.StoredAsync("/a")).Body);
    }

    private static async Task<(CacheOutcome, int)> StatusAsync(ControlFixture f, RequestCacheOptions options) =>
        (await f.GetAsync("/a", options)) is var answer ? (answer.Outcome, answer.Status) : default;

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
