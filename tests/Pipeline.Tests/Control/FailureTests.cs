using Freshet.Caching;
using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class FailureTests
{
    private static readonly RequestCacheOptions s_remember = new()
    {
        Failures = new() { Delay = TimeSpan.FromSeconds(10), MaxDelay = TimeSpan.FromSeconds(60), NotFound = TimeSpan.FromMinutes(5) },
    };

    [Theory(Timeout = 30_000)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task What_is_not_there_is_not_asked_for_again_for_a_while(int status)
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", status);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(5) - TimeSpan.FromTicks(1));
        Assert.Equal((CacheOutcome.Hit, status), Status(await f.GetAsync("/a")));
        f.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal((CacheOutcome.Replaced, status), Status(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_servers_own_expiry_of_a_404_counts()
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", 404, ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    public async Task A_failing_server_is_asked_at_growing_intervals(int status)
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", status, ("X-Why", "load"));
        var asked = 0;
        foreach (var delay in new[] { 10, 20, 40, 60, 60 })
        {
            Assert.Equal((CacheOutcome.Miss, status), Status(await f.GetAsync("/a")));
            Assert.Equal(++asked, f.Asked);
            f.Time.Advance(TimeSpan.FromSeconds(delay - 1));
            var remembered = await f.GetAsync("/a");
            Assert.Equal((CacheOutcome.Miss, status, "1", "load"), (remembered.Outcome, remembered.Status, remembered.Fields.First("Retry-After"), remembered.Fields.First("X-Why")));
            Assert.Equal(asked, f.Asked);
            f.Time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Contains(await f.EventsAsync(), item => item is LookupEvent.Miss { Reason: "RememberedFailure" });
    }

    [Fact(Timeout = 30_000)]
    public async Task The_first_response_ends_the_memory()
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", 503);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(10));
        f.Serve("/a");
        Assert.Equal(200, (await f.GetAsync("/a")).Status);
        Assert.Empty(await f.KeysAsync("f/"));
        f.Serve("/a", 503);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(4, (await f.GetAsync("/a")) is var _ ? f.Asked : 0);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("45", 45)]
    [InlineData("5", 10)]
    [InlineData("99999999", 3600)]
    [InlineData("soon", 10)]
    public async Task Retry_after_is_followed_within_bounds(string value, int seconds)
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", 503, ("Retry-After", value));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(seconds - 1));
        await f.GetAsync("/a");
        Assert.Equal(1, f.Asked);
        f.Time.Advance(TimeSpan.FromSeconds(1));
        await f.GetAsync("/a");
        Assert.Equal(2, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Retry_after_may_be_a_date()
    {
        await using var f = new ControlFixture(s_remember);
        f.Serve("/a", 429, ("Retry-After", f.Time.GetUtcNow().AddSeconds(30).ToString("r")));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromSeconds(28));
        await f.GetAsync("/a");
        Assert.Equal(1, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_is_not_there_is_remembered_by_the_kind_of_failure()
    {
        await using var f = new ControlFixture(s_remember);
        f.Origin.Map("/a", exchange => { exchange.Abort(); return Task.CompletedTask; });
        var first = Assert.IsType<FetchException>((await f.GetAsync("/a")).Failure);
        Assert.Null(first.RetryAt);
        var again = await f.GetAsync("/a");
        var remembered = Assert.IsType<FetchException>(again.Failure);
        Assert.Equal((CacheOutcome.Failed, first.Reason, f.Time.GetUtcNow().AddSeconds(10)), (again.Outcome, remembered.Reason, remembered.RetryAt));
        Assert.Equal(1, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failure_never_takes_the_place_of_a_stored_response()
    {
        await using var f = new ControlFixture(s_remember.And(new() { Stale = new() { IfError = TimeSpan.FromHours(1) } })).Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        f.Serve("/a", 500);
        f.Origin.Map("/a", exchange => exchange.SendAsync(500, "broken"));
        Assert.Equal((CacheOutcome.StaleHit, "/a 1"), Short(await f.GetAsync("/a")));
        Assert.Equal((CacheOutcome.StaleHit, "/a 1"), Short(await f.GetAsync("/a")));
        Assert.Equal(2, f.Asked);
        f.Time.Advance(TimeSpan.FromSeconds(10));
        f.Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        Assert.Empty(await f.KeysAsync("f/"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_refresh_asks_in_spite_of_remembered_failures()
    {
        await using var f = new ControlFixture(s_remember).Serve("/a", 503);
        await f.GetAsync("/a");
        await f.GetAsync("/a", new() { Refresh = RefreshMode.Soft });
        Assert.Equal(2, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Failures_are_not_remembered_by_default()
    {
        await using var f = new ControlFixture().Serve("/a", 503);
        await f.GetAsync("/a");
        await f.GetAsync("/a");
        Assert.Equal(2, f.Asked);
        Assert.Empty(await f.KeysAsync("f/"));
    }

    private static (CacheOutcome, int) Status(ControlFixture.Answer answer) => (answer.Outcome, answer.Status);

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
