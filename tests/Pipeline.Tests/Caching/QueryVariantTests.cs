using Freshet.Caching;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Caching;

public sealed class QueryVariantTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("params=(\"utm\")", "/a?id=1&utm=x", "/a?id=1&utm=y", CacheOutcome.Hit)]
    [InlineData("params=(\"utm\")", "/a?id=1&utm=x", "/a?id=1", CacheOutcome.Hit)]
    [InlineData("params=(\"utm\")", "/a?id=1&utm=x", "/a?id=2&utm=x", CacheOutcome.Miss)]
    [InlineData("key-order", "/a?x=1&y=2", "/a?y=2&x=1", CacheOutcome.Hit)]
    [InlineData("params", "/a?x=1", "/a", CacheOutcome.Hit)]
    [InlineData("params", "/a?x=1", "/b?x=2", CacheOutcome.Miss)]
    [InlineData("params=(x)", "/a?x=1", "/a?x=2", CacheOutcome.Miss)]
    public async Task A_response_answers_for_the_queries_that_it_allows(string field, string stored, string asked, CacheOutcome outcome)
    {
        await using var f = new CacheFixture();
        Serve(f, field);
        await f.GetAsync(stored);
        Assert.Equal(outcome, (await f.GetAsync(asked)).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Another_cache_over_the_same_store_finds_them_too()
    {
        await using var f = new CacheFixture();
        Serve(f, "params");
        await f.GetAsync("/a?x=1");
        await using var other = new HttpCache(f.Memory, time: f.Time);
        using var exchange = await other.SendAsync(Http.RequestHead.Get(f.Origin.At("/a?x=2")), f.Fetcher, TestContext.Current.CancellationToken);
        Assert.Equal(CacheOutcome.Hit, exchange.Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stale_response_of_another_query_is_not_validated_for_this_one()
    {
        await using var f = new CacheFixture();
        Serve(f, "params");
        await f.GetAsync("/a?x=1");
        f.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a?x=2")).Outcome);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?x=2")).Outcome);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?x=3")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Vary_and_the_policy_count_as_ever()
    {
        await using var f = new CacheFixture(CachePolicy.ForShared);
        Serve(f, "params");
        await f.GetAsync("/a?x=1");
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a?x=2")).Outcome);
        Assert.Empty(await f.RecordsAsync("n/"));
    }

    private static void Serve(CacheFixture f, string field)
    {
        foreach (var path in new[] { "/a", "/b" })
        {
            f.Origin.Map(path, exchange => exchange.SendAsync(200, exchange.Request.Target, ("No-Vary-Search", field), ("Cache-Control", "max-age=60")));
        }
    }
}
