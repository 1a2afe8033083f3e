using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class DirectiveTests
{
    [Theory(Timeout = 30_000)]
    [InlineData(IgnoredDirectives.NoStore, "no-store, max-age=60")]
    [InlineData(IgnoredDirectives.NoCache, "no-cache, max-age=60")]
    public async Task A_directive_of_the_response_can_be_ignored_alone(IgnoredDirectives ignored, string field)
    {
        await using var f = new ControlFixture(new() { Ignore = ignored }).Serve("/a", ("Cache-Control", field));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Open();
        Assert.NotEqual(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Ignoring_what_responses_say_respects_what_requests_say()
    {
        await using var f = new ControlFixture(new() { Ignore = IgnoredDirectives.NoStore }).Serve("/a", ("Cache-Control", "no-store, max-age=60"));
        await f.GetAsync("/a", null, ("Cache-Control", "no-store"));
        Assert.Empty(await f.KeysAsync());
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a", null, ("Cache-Control", "no-cache"))).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_requests_say_can_be_ignored()
    {
        await using var f = new ControlFixture(new() { Ignore = IgnoredDirectives.Request }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a", null, ("Cache-Control", "no-store"));
        f.Time.Advance(TimeSpan.FromSeconds(5));
        foreach (var directive in new[] { "no-cache", "no-store", "max-age=0", "min-fresh=100" })
        {
            Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("Cache-Control", directive))).Outcome);
        }

        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("Pragma", "no-cache"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/b", null, ("Cache-Control", "only-if-cached"))).Outcome);
        Assert.Equal(2, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_shared_cache_can_ignore_private_and_authorization()
    {
        var ignore = IgnoredDirectives.Private | IgnoredDirectives.Authorization;
        await using var f = new ControlFixture(new() { Ignore = ignore }, CachePolicy.ForShared).Serve("/a", ("Cache-Control", "private, max-age=60"));
        await f.GetAsync("/a", null, ("Authorization", "Basic x"));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("Authorization", "Basic x"))).Outcome);
        f.Open(policy: CachePolicy.ForShared);
        f.Serve("/b", ("Cache-Control", "private, max-age=60"));
        await f.GetAsync("/b");
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/b")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_the_servers_expiry_heuristics_decide()
    {
        await using var f = new ControlFixture(new() { Ignore = IgnoredDirectives.Expiry });
        var modified = f.Time.GetUtcNow().AddHours(-10).ToString("r");
        f.Serve("/a", ControlFixture.Fresh, ("Last-Modified", modified), ("Date", f.Time.GetUtcNow().ToString("r")));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Must_revalidate_can_be_ignored_when_the_server_is_gone()
    {
        await using var f = new ControlFixture(new() { Ignore = IgnoredDirectives.MustRevalidate })
            .Serve("/a", ("Cache-Control", "max-age=1, must-revalidate"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(5));
        f.Origin.Map("/a", exchange => { exchange.Abort(); return Task.CompletedTask; });
        Assert.Equal(CacheOutcome.StaleHit, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Failed, (await f.GetAsync("/a", new() { Ignore = IgnoredDirectives.None })).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Everything_is_stored_and_used_when_it_is_forced()
    {
        await using var f = new ControlFixture(new() { ForceStore = true, Lifetime = Lifetime.Never })
            .Serve("/a", 299, ("Cache-Control", "no-store, no-cache, private, max-age=0"), ("Expires", "0"), ("Pragma", "no-cache"));
        await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Hit, 299), ((await f.GetAsync("/a")).Outcome, 299));
    }

    [Fact(Timeout = 30_000)]
    public async Task Members_of_vary_can_be_ignored()
    {
        await using var f = new ControlFixture(new() { Storing = new() { IgnoredVary = ["User-Agent", "*"] } })
            .Serve("/a", ControlFixture.Fresh, ("Vary", "User-Agent, Accept-Language")).Serve("/b", ControlFixture.Fresh, ("Vary", "*"));
        await f.GetAsync("/a", null, ("User-Agent", "one"), ("Accept-Language", "en"));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("User-Agent", "two"), ("Accept-Language", "en"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a", null, ("User-Agent", "two"), ("Accept-Language", "de"))).Outcome);
        await f.GetAsync("/b");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/b")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Statuses_can_be_allowed_and_excluded()
    {
        await using var f = new ControlFixture(new() { Storing = new() { Statuses = [200, 418] } })
            .Serve("/a", ControlFixture.Fresh).Serve("/b", 418, ("Date", "x")).Serve("/c", 404, ControlFixture.Fresh);
        await f.GetAsync("/a");
        await f.GetAsync("/b");
        await f.GetAsync("/c");
        Assert.Equal(["/a", "/b"], (await f.KeysAsync()).Select(key => key[^2..]));
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: nameof(DoNotStoreReason.StatusExcluded) });
        await f.GetAsync("/a", new() { Refresh = RefreshMode.Hard, Storing = new() { ExcludedStatuses = [200], Statuses = null } });
        Assert.Equal("/a 1", (await f.StoredAsync("/a")).Body);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_status_list_is_not_asked_about_what_is_stored()
    {
        await using var f = new ControlFixture().Serve("/a", 404, ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", new() { Storing = new() { Statuses = [200] } })).Outcome);
    }
}
