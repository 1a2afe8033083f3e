using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class LifetimeTests
{
    private static readonly RequestCacheOptions s_hour = new() { Lifetime = TimeSpan.FromHours(1) };

    [Fact(Timeout = 30_000)]
    public async Task A_lifetime_of_the_cache_takes_the_place_of_the_servers()
    {
        await using var f = new ControlFixture(s_hour).Serve("/a", ("Cache-Control", "max-age=1, no-cache"), ("Age", "5000"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((CacheOutcome.Replaced, "/a 2"), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lifetime_of_one_request_is_kept_with_what_it_stored()
    {
        await using var f = new ControlFixture().Serve("/a", ("Cache-Control", "max-age=1"), ("ETag", "\"1\""));
        await f.GetAsync("/a", s_hour);
        f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(CacheOutcome.Revalidated, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        Assert.Equal(2, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_point_in_time_ends_the_lifetime_in_every_time_zone()
    {
        await using var f = new ControlFixture().Serve("/a");
        var end = f.Time.GetUtcNow().AddMinutes(10).ToOffset(TimeSpan.FromHours(9));
        await f.GetAsync("/a", new() { Lifetime = Lifetime.Until(end) });
        f.Time.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromTicks(1));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_never_expires_is_there_in_ninety_years()
    {
        await using var f = new ControlFixture(new() { Lifetime = Lifetime.Never }).Serve("/a");
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromDays(365 * 90));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_expires_immediately_is_stored_and_validated_on_each_use()
    {
        await using var f = new ControlFixture(new() { Lifetime = Lifetime.Immediately }).Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        Assert.Equal(
            [CacheOutcome.Miss, CacheOutcome.Revalidated, CacheOutcome.Revalidated],
            [(await f.GetAsync("/a")).Outcome, (await f.GetAsync("/a")).Outcome, (await f.GetAsync("/a")).Outcome]);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_not_to_be_stored_is_neither_stored_nor_looked_up()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        RequestCacheOptions not = new() { Lifetime = Lifetime.DoNotStore };
        Assert.Equal((CacheOutcome.Bypass, "/a 2"), Short(await f.GetAsync("/a", not)));
        Assert.Equal((CacheOutcome.Hit, "/a 1"), Short(await f.GetAsync("/a")));
        Assert.Equal(CacheOutcome.Bypass, (await f.GetAsync("/b", not)).Outcome);
        Assert.Single(await f.KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lifetime_of_a_rule_counts_for_what_is_stored_already()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(30));
        f.Open(rules: UrlRule.Glob("127.0.0.1:*", s_hour));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_sliding_lifetime_begins_anew_at_each_use()
    {
        await using var f = new ControlFixture(s_hour.And(new() { Sliding = true })).Serve("/a");
        await f.GetAsync("/a");
        for (var i = 0; i < 5; i++)
        {
            f.Time.Advance(TimeSpan.FromMinutes(50));
            Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        }

        f.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Uses_do_not_lengthen_a_lifetime_that_does_not_slide()
    {
        await using var f = new ControlFixture(s_hour).Serve("/a");
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromMinutes(50));
        Assert.Equal(CacheOutcome.Replaced, (await f.GetAsync("/a")).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("90", "90s")]
    [InlineData("1.5", "1.5s")]
    [InlineData("200ms", "0.2s")]
    [InlineData("10m", "600s")]
    [InlineData("2h", "7200s")]
    [InlineData("1d", "86400s")]
    [InlineData("0", "immediately")]
    [InlineData("never", "never")]
    [InlineData("do-not-store", "do-not-store")]
    [InlineData("Sun, 06 Nov 1994 08:49:37 GMT", "1994-11-06T08:49:37.0000000Z")]
    [InlineData("2030-01-01T00:00:00+02:00", "2029-12-31T22:00:00.0000000Z")]
    [InlineData("2030-01-01", "2030-01-01T00:00:00.0000000Z")]
    public void Lifetimes_are_read_and_written(string text, string written)
    {
        Assert.True(Lifetime.TryParse(text, out var lifetime));
        Assert.Equal(written, lifetime!.ToString());
        Assert.True(Lifetime.TryParse(written, out var again));
        Assert.Equal(lifetime, again);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData(null)]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("1e400")]
    [InlineData("99999999999999999d")]
    public void What_is_no_lifetime_is_not_read(string? text) => Assert.False(Lifetime.TryParse(text, out _));

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
