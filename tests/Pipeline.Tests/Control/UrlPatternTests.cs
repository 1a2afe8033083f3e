using System.Diagnostics;
using Freshet.Caching;
using Freshet.Control;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Tests.Control;

public sealed class UrlPatternTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("example.org", "https://example.org/a/b?c", true)]
    [InlineData("EXAMPLE.org", "http://example.org/", true)]
    [InlineData("example.org", "http://www.example.org/", false)]
    [InlineData("*.example.org", "http://www.example.org/x/y", true)]
    [InlineData("*.example.org", "http://example.org.evil.net/", false)]
    [InlineData("*.example.org", "http://evil.net/.example.org/", false)]
    [InlineData("https://example.org", "http://example.org/", false)]
    [InlineData("example.org/api/*", "https://example.org/api/users", true)]
    [InlineData("example.org/api/*", "https://example.org/api/users/1", false)]
    [InlineData("example.org/api/**", "https://example.org/api/users/1", true)]
    [InlineData("example.org/api/*", "https://example.org/api/users?page=2", true)]
    [InlineData("example.org/api?page=*", "https://example.org/api?page=2", true)]
    [InlineData("example.org/api?page=*", "https://example.org/api", false)]
    [InlineData("example.org:8080", "http://example.org:8080/", true)]
    [InlineData("example.org", "http://example.org:8080/", false)]
    [InlineData("example.org/a.b", "http://example.org/aXb", false)]
    [InlineData("*/robots.txt", "http://any.net/robots.txt#x", true)]
    [InlineData("*", "http://any.net/a/b?c#d", true)]
    public void Globs_match(string pattern, string url, bool matches) => Assert.Equal(matches, UrlPattern.Glob(pattern).IsMatch(new Uri(url)));

    [Theory(Timeout = 30_000)]
    [InlineData(@"\.png$", "http://example.org/a.png", true)]
    [InlineData(@"^https://", "http://example.org/", false)]
    [InlineData(@"\?.*\bid=\d+", "http://example.org/?x=1&id=5", true)]
    [InlineData(@"(?<!a)b$", "http://example.org/ab", false)]
    public void Regular_expressions_match(string pattern, string url, bool matches) =>
        Assert.Equal(matches, UrlPattern.Regex(pattern).IsMatch(new Uri(url)));

    [Theory(Timeout = 30_000)]
    [InlineData("(a+)+$")]
    [InlineData("(?=a)(a+)+$")]
    [InlineData("^http:..example.org.(a|a)*$")]
    public void No_pattern_takes_long(string pattern)
    {
        var hostile = new Uri("http://example.org/" + new string('a', 2000) + "!");
        var started = Stopwatch.GetTimestamp();
        Assert.False(UrlPattern.Regex(pattern).IsMatch(hostile));
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact(Timeout = 30_000)]
    public void Everything_wrong_with_the_options_is_told_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new HttpCache(new NullStore(), new HttpCacheOptions
        {
            EventBuffer = 0,
            Policy = new CachePolicy { HeuristicFraction = 2, StaleIfError = TimeSpan.FromSeconds(-1) },
            Defaults = new() { Partition = "", Tags = [""], CacheStatus = "a b", Failures = new() { Factor = 0, Delay = TimeSpan.FromSeconds(-1) } },
            Rules =
            [
                UrlRule.Regex("(", new() { Key = new() { MaxContentBytes = -1, MatchedFields = [""] } }),
                UrlRule.Glob("", new() { Stale = new() { Accepted = TimeSpan.FromSeconds(-1) } }),
                UrlRule.Glob("*", new() { Storing = new() { Statuses = [99, 200], ExcludedStatuses = [200], Methods = ["A B"], IgnoredVary = [""] } }),
            ],
        }));
        Assert.Equal(17, error.Problems.Count);
        Assert.Contains(error.Problems, problem => problem.Contains("Partition is empty", StringComparison.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_wishes_of_a_request_are_checked_too()
    {
        await using var f = new ControlFixture();
        await Assert.ThrowsAsync<OptionsException>(() => f.GetAsync("/a", new() { Stale = new() { IfError = TimeSpan.FromSeconds(-1) } }));
        Assert.Throws<OptionsException>(() => FreshetScope.With(new() { Partition = "" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Lifetime.For(-1));
    }
}
