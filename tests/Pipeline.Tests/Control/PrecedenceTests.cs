using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

/// <summary>The rows of the table in docs/control.md.</summary>
public sealed class PrecedenceTests
{
    private static readonly RequestCacheOptions s_minute = new() { Lifetime = TimeSpan.FromMinutes(1) };
    private static readonly RequestCacheOptions s_hour = new() { Lifetime = TimeSpan.FromHours(1) };
    private static readonly RequestCacheOptions s_day = new() { Lifetime = TimeSpan.FromDays(1) };

    [Fact(Timeout = 30_000)]
    public async Task A_scope_comes_before_the_request()
    {
        await using var f = new ControlFixture().Serve("/a");
        using (FreshetScope.With(s_hour))
        {
            await f.GetAsync("/a", s_day);
        }

        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_inner_scope_comes_before_an_outer_one()
    {
        await using var f = new ControlFixture().Serve("/a");
        using (FreshetScope.With(s_day))
        using (FreshetScope.With(s_hour))
        {
            await f.GetAsync("/a");
        }

        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_request_comes_before_a_rule()
    {
        await using var f = new ControlFixture(null, null, UrlRule.Glob("*", s_day)).Serve("/a");
        await f.GetAsync("/a", s_hour);
        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_first_rule_that_matches_comes_before_the_others()
    {
        await using var f = new ControlFixture(null, null, UrlRule.Glob("*/b", s_minute), UrlRule.Regex("a$", s_hour), UrlRule.Glob("*", s_day)).Serve("/a");
        await f.GetAsync("/a");
        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_rule_comes_before_the_defaults()
    {
        await using var f = new ControlFixture(s_day, null, UrlRule.Glob("*", s_hour)).Serve("/a");
        await f.GetAsync("/a");
        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_defaults_come_before_the_policy()
    {
        await using var f = new ControlFixture(s_hour, new CachePolicy { Lifetime = TimeSpan.FromDays(1) }).Serve("/a");
        await f.GetAsync("/a");
        Assert.Equal(TimeSpan.FromHours(1), await LifetimeAsync(f));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_a_layer_does_not_say_the_next_one_says()
    {
        await using var f = new ControlFixture(
            new() { Stale = new() { IfError = TimeSpan.FromHours(1), Accepted = TimeSpan.FromHours(2) }, Tags = ["a"] }, null,
            UrlRule.Glob("*", new() { Stale = new() { Accepted = TimeSpan.Zero }, Tags = ["b"] })).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a", new() { Tags = ["c"] });
        Assert.Equal(["a", "b", "c"], Assert.Single(await f.Cache.Stored.FindAsync(Http.RequestHead.Get(f.Origin.At("/a")), TestContext.Current.CancellationToken)).Tags);
        f.Time.Advance(TimeSpan.FromMinutes(10));
        f.Serve("/a", 503);
        Assert.Equal(CacheOutcome.StaleHit, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(2, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_lifetime_of_the_request_that_stored_comes_before_rules_and_after_the_present_request()
    {
        await using var f = new ControlFixture(s_minute).Serve("/a", ("ETag", "\"1\""));
        await f.GetAsync("/a", s_day);
        f.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a", s_hour)).Outcome);
        f.Time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lifetime_comes_before_what_the_server_says_of_freshness()
    {
        await using var f = new ControlFixture(s_hour, CachePolicy.ForShared)
            .Serve("/a", ("Cache-Control", "max-age=0, s-maxage=0, no-cache, must-revalidate"), ("Expires", "0"), ("Pragma", "no-cache"));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task No_store_and_private_come_before_a_lifetime()
    {
        await using var f = new ControlFixture(s_hour, CachePolicy.ForShared).Serve("/a", ("Cache-Control", "no-store")).Serve("/b", ("Cache-Control", "private"));
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        Assert.Empty(await f.KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Ignored_directives_and_force_store_come_before_no_store()
    {
        await using var f = new ControlFixture(s_hour).Serve("/a", ("Cache-Control", "no-store")).Serve("/b", ("Cache-Control", "no-store"));
        await f.GetAsync("/a", new() { Ignore = IgnoredDirectives.NoStore });
        await f.GetAsync("/b", new() { ForceStore = true });
        Assert.Equal(2, (await f.KeysAsync()).Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Directives_of_the_request_hold_beside_every_lifetime()
    {
        await using var f = new ControlFixture(s_hour).Serve("/a");
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a", s_day, ("Cache-Control", "max-age=5"))).Outcome);
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a", null, ("Cache-Control", "no-cache"))).Outcome);
        Assert.Equal(CacheOutcome.Bypass, (await f.GetAsync("/a", null, ("Cache-Control", "no-store"))).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_soft_purge_comes_before_every_lifetime()
    {
        await using var f = new ControlFixture(new() { Lifetime = Lifetime.Never }).Serve("/a");
        await f.GetAsync("/a", s_day);
        await f.Cache.PurgeAsync(f.Origin.At("/a"), PurgeMode.Soft, TestContext.Current.CancellationToken);
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a", s_day)).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Offline_and_only_if_cached_come_before_bypass_and_that_before_the_rest()
    {
        RequestCacheOptions bypass = new() { Bypass = true, Lifetime = Lifetime.Never, Refresh = RefreshMode.Hard, ForceStore = true };
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        Assert.Equal(504, (await f.GetAsync("/a", bypass.And(new() { Offline = true }))).Status);
        Assert.Equal(504, (await f.GetAsync("/a", bypass.And(new() { OnlyIfCached = true }))).Status);
        Assert.Equal(504, (await f.GetAsync("/a", new() { OnlyIfCached = true, Storing = new() { Filter = CacheFilter.Requests(_ => false) } })).Status);
        Assert.Equal(0, f.Asked);
        Assert.Equal(CacheOutcome.Bypass, (await f.GetAsync("/a", bypass)).Outcome);
        Assert.Empty(await f.KeysAsync());
    }

    [Theory(Timeout = 30_000)]
    [InlineData(RefreshMode.Soft)]
    [InlineData(RefreshMode.Hard)]
    public async Task Only_if_cached_and_offline_come_before_a_refresh(RefreshMode mode)
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal(200, (await f.GetAsync("/a", new() { Refresh = mode, OnlyIfCached = true })).Status);
        Assert.Equal(200, (await f.GetAsync("/a", new() { Refresh = mode, Offline = true })).Status);
        Assert.Equal(1, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Read_only_statuses_and_filters_come_before_force_store()
    {
        RequestCacheOptions force = new() { ForceStore = true };
        await using var f = new ControlFixture(force).Serve("/a").Serve("/b", 206, ("Content-Range", "bytes 0-3/x"));
        await f.GetAsync("/a", new() { ReadOnly = true });
        await f.GetAsync("/a", new() { Storing = new() { ExcludedStatuses = [200] } });
        await f.GetAsync("/a", new() { Storing = new() { Filter = CacheFilter.Responses((_, _) => false) } });
        await f.GetAsync("/b");
        Assert.Empty(await f.KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Stale_options_come_before_the_response_and_must_revalidate_before_them()
    {
        await using var f = new ControlFixture(new() { Stale = new() { IfError = TimeSpan.FromMinutes(1) } })
            .Serve("/a", ("Cache-Control", "max-age=1, stale-if-error=9999")).Serve("/b", ("Cache-Control", "max-age=1, must-revalidate"));
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        f.Serve("/a", 503).Serve("/b", 503);
        f.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal((200, 503), ((await f.GetAsync("/a")).Status, (await f.GetAsync("/b")).Status));
        f.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(503, (await f.GetAsync("/a")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_fresh_comes_before_a_remembered_failure_and_a_refresh_too()
    {
        await using var f = new ControlFixture(new() { Failures = new() { Delay = TimeSpan.FromHours(1) } }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Serve("/a", 503);
        await f.GetAsync("/a", new() { Refresh = RefreshMode.Soft, Stale = new() { IfError = TimeSpan.Zero } });
        Assert.Single(await f.KeysAsync("f/"));
        Assert.Equal((CacheOutcome.Hit, 200), (await f.GetAsync("/a")) is var hit ? (hit.Outcome, hit.Status) : default);
        await f.GetAsync("/a", new() { Refresh = RefreshMode.Hard });
        Assert.Equal(3, f.Asked);
    }

    private static async Task<TimeSpan> LifetimeAsync(ControlFixture f)
    {
        var stored = Assert.Single(await f.Cache.Stored.FindAsync(Http.RequestHead.Get(f.Origin.At("/a")), TestContext.Current.CancellationToken));
        Assert.Equal(LifetimeSource.Override, stored.Lifetime.Source);
        return stored.Lifetime.Value;
    }
}
