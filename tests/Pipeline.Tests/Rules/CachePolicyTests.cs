namespace Freshet.Rules;

public sealed class CachePolicyTests
{
    [Fact(Timeout = 30_000)]
    public void The_defaults_are_valid()
    {
        CachePolicy.Private.Validate();
        CachePolicy.ForShared.Validate();
    }

    [Fact(Timeout = 30_000)]
    public void Every_problem_is_reported_at_once()
    {
        var policy = new CachePolicy { HeuristicFraction = double.NaN, MaxHeuristicLifetime = TimeSpan.FromSeconds(-1) };
        var error = Assert.Throws<OptionsException>(policy.Validate);
        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("HeuristicFraction is NaN", error.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public void Without_a_fraction_nothing_is_fresh_by_heuristics()
    {
        var policy = new CachePolicy { HeuristicFraction = 0 };
        Assert.Equal(default, FreshnessLifetime.Of(Wire.Stored("200 | Last-Modified: @-1000", policy).Facts, policy));
    }

    [Fact(Timeout = 30_000)]
    public void A_lifetime_without_any_date_is_used_as_given()
    {
        var policy = new CachePolicy { HeuristicLifetimeWithoutDate = TimeSpan.FromDays(3) };
        Assert.Equal(TimeSpan.FromDays(3), FreshnessLifetime.Of(Wire.Stored("200 | ETag: \"a\"", policy).Facts, policy).Value);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(301, true)]
    [InlineData(404, true)]
    [InlineData(410, true)]
    [InlineData(200, false)]
    [InlineData(302, false)]
    [InlineData(500, false)]
    public void Redirects_and_errors_may_have_a_lifetime_of_their_own(int status, bool isFresh)
    {
        var policy = new CachePolicy { HeuristicLifetimeOfRedirectsAndErrors = TimeSpan.FromHours(1) };
        var lifetime = FreshnessLifetime.Of(Wire.Stored($"{status} | ETag: \"a\"", policy).Facts, policy);
        Assert.Equal(isFresh ? TimeSpan.FromHours(1) : TimeSpan.Zero, lifetime.Value);
    }
}
