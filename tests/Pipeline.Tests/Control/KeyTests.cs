using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Tests.Control;

public sealed class KeyTests
{
    private static readonly (string, string) s_json = ("Content-Type", "application/json");
    private static readonly RequestCacheOptions s_query = new() { Storing = new() { Methods = ["GET", "HEAD", "QUERY", "POST"] } };

    [Fact(Timeout = 30_000)]
    public async Task Ignored_parameters_are_sent_and_neither_in_the_key_nor_stored()
    {
        await using var f = new ControlFixture(new() { Key = new() { IgnoredParameters = ["api_key", "sess*"], IgnoreTrackingParameters = true } })
            .Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a?q=1&api_key=secret&utm_source=x&SESSION=y");
        Assert.Equal("/a?q=1&api_key=secret&utm_source=x&SESSION=y", f.Origin.Requests[0].Target);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?fbclid=z&q=1&api%5Fkey=other")).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a?q=2")).Outcome);
        Assert.DoesNotContain("secret", await f.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_query_of_ignored_parameters_alone_is_none()
    {
        await using var f = new ControlFixture(new() { Key = new() { IgnoredParameters = ["a"] } }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?a=1")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_order_of_parameters_counts_unless_told_otherwise()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        RequestCacheOptions sorted = new() { Key = new() { SortParameters = true } };
        await f.GetAsync("/a?b=2&a=1&b=1", sorted);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?a=1&b=2&b=1", sorted)).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a?a=1&b=1&b=2", sorted)).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a?b=2&a=1&b=1")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Fields_can_be_part_of_the_key_without_vary()
    {
        await using var f = new ControlFixture(new() { Key = new() { MatchedFields = ["X-Tenant"] } }).Serve("/a", ControlFixture.Fresh);
        await f.GetAsync("/a", null, ("X-Tenant", "one"));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("x-tenant", "one"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a", null, ("X-Tenant", "two"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
        Assert.DoesNotContain("tenant", await f.DumpAsync(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact(Timeout = 30_000)]
    public async Task Partitions_share_nothing_and_are_not_told()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        RequestCacheOptions anna = new() { Partition = "anna" }, ben = new() { Partition = "ben" };
        Assert.Equal("/a 1", (await f.GetAsync("/a", anna)).Body);
        Assert.Equal("/a 2", (await f.GetAsync("/a", ben)).Body);
        Assert.Equal("/a 3", (await f.GetAsync("/a")).Body);
        Assert.Equal((CacheOutcome.Hit, "/a 1"), Short(await f.GetAsync("/a", anna)));
        Assert.DoesNotContain("anna", await f.DumpAsync(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Credentials_that_vary_nominates_are_stored_as_digests()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh, ("Vary", "Cookie, Accept-Language"));
        await f.GetAsync("/a", null, ("Cookie", "sid=secret"), ("Accept-Language", "tlh"));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a", null, ("Cookie", "sid=secret"), ("Accept-Language", "tlh"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a", null, ("Cookie", "sid=other"), ("Accept-Language", "tlh"))).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a", null, ("Accept-Language", "tlh"))).Outcome);
        var dump = await f.DumpAsync();
        Assert.DoesNotContain("secret", dump, StringComparison.Ordinal);
        Assert.Contains("tlh", dump, StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task Response_fields_can_be_left_out_of_what_is_stored()
    {
        await using var f = new ControlFixture(new() { Storing = new() { UnstoredFields = ["Set-Cookie"] } })
            .Serve("/a", ControlFixture.Fresh, ("Set-Cookie", "sid=secret"), ("X-Kept", "yes"));
        Assert.Equal("sid=secret", (await f.GetAsync("/a")).Fields.First("Set-Cookie"));
        var hit = await f.GetAsync("/a");
        Assert.Equal((null, "yes"), (hit.Fields.First("Set-Cookie"), hit.Fields.First("X-Kept")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_function_can_make_keys()
    {
        static string? Maker(RequestHead request) => request.Uri.AbsolutePath == "/b" ? null : $"any-host{request.Uri.AbsolutePath}";
        await using var f = new ControlFixture(new() { Key = new() { Maker = Maker, IgnoredParameters = ["k"] } })
            .Serve("/a", ControlFixture.Fresh).Serve("/b", ControlFixture.Fresh);
        Assert.Equal("h/any-host/a", (await f.GetAsync("/a?k=secret")).Key);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a?other")).Outcome);
        Assert.Equal($"h/{f.Origin.At("/b")}", (await f.GetAsync("/b")).Key);
        var stored = await f.Cache.Stored.ListAsync(cancellationToken: TestContext.Current.CancellationToken)
            .Select(response => response.Uri!.PathAndQuery).ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(["/a", "/b"], stored.Order());
        Assert.Equal(1, await f.Cache.PurgeAsync(new StoredFilter { Host = "127.0.0.1", Url = UrlPattern.Glob("127.0.0.1:*/a") }, cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 30_000)]
    public async Task Post_is_stored_and_served_by_its_content_when_asked_for()
    {
        await using var f = new ControlFixture(s_query).Serve("/q", ControlFixture.Fresh);
        Assert.Equal("/q 1", (await f.SendAsync("POST", "/q", null, "{}", s_json)).Body);
        Assert.Equal((CacheOutcome.Hit, "/q 1"), Short(await f.SendAsync("POST", "/q", null, "{}", s_json)));
        Assert.Equal((CacheOutcome.Miss, "/q 2"), Short(await f.SendAsync("POST", "/q", null, "{\"a\":1}", s_json)));
        Assert.Equal((CacheOutcome.Miss, "/q 3"), Short(await f.SendAsync("QUERY", "/q", null, "{}", s_json)));
        Assert.Equal((CacheOutcome.Miss, "/q 4"), Short(await f.GetAsync("/q")));
        Assert.Equal((CacheOutcome.Bypass, "/q 5"), Short(await f.SendAsync("PUT", "/q", null, "{}", s_json)));
    }

    [Fact(Timeout = 30_000)]
    public async Task Post_goes_past_the_cache_by_default_and_invalidates()
    {
        await using var f = new ControlFixture().Serve("/q", ControlFixture.Fresh);
        await f.GetAsync("/q");
        Assert.Equal(CacheOutcome.Bypass, (await f.SendAsync("POST", "/q", null, "{}")).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/q")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cached_post_invalidates_nothing()
    {
        await using var f = new ControlFixture(s_query).Serve("/q", ControlFixture.Fresh);
        await f.GetAsync("/q");
        await f.SendAsync("POST", "/q", null, "{}");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/q")).Outcome);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("application/json", """{"a":1,"b":{"c":[1,2],"d":"x"}}""", """ { "b": {"d":"\u0078", "c":[1,2]}, "a":1 } """, true)]
    [InlineData("application/json", """{"a":1}""", """{"a":1,"nonce":5,"b":{"t":1},"x":{"y":[{"id":2}]}}""", false)]
    [InlineData("application/json", """{"a":1,"b":{},"x":{"y":[{}]}}""", """{"x":{"y":[{"id":2}]},"a":1,"nonce":5,"b":{"t":1}}""", true)]
    [InlineData("application/json", "[1,2]", "[2,1]", false)]
    [InlineData("application/json", """{"a":1}""", """{"a":1.0}""", false)]
    [InlineData("application/vnd.x+json; charset=utf-8", """{"a":1,"b":2}""", """{"b":2,"a":1}""", true)]
    [InlineData("application/json", "not json", "not  json", false)]
    [InlineData("application/x-www-form-urlencoded", "a=1&b=2&nonce=7", "b=2&a=1", true)]
    [InlineData("application/x-www-form-urlencoded", "a=1&a=2", "a=2&a=1", false)]
    [InlineData("text/plain", "a=1&b=2", "b=2&a=1", false)]
    [InlineData("text/plain", "a", "a", true)]
    public async Task Content_that_means_the_same_is_the_same(string type, string one, string other, bool same)
    {
        await using var f = new ControlFixture(s_query.And(new() { Key = new() { IgnoredMembers = ["nonce", "b.t", "**.id"] } })).Serve("/q", ControlFixture.Fresh);
        await f.SendAsync("QUERY", "/q", null, one, ("Content-Type", type));
        Assert.Equal(same ? CacheOutcome.Hit : CacheOutcome.Miss, (await f.SendAsync("QUERY", "/q", null, other, ("Content-Type", type))).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_boundary_of_multipart_content_is_of_no_account()
    {
        await using var f = new ControlFixture(s_query).Serve("/q", ControlFixture.Fresh);
        await f.SendAsync("POST", "/q", null, "--one\r\n\r\nx\r\n--one--", ("Content-Type", "multipart/form-data; boundary=one"));
        Assert.Equal(CacheOutcome.Hit, (await f.SendAsync("POST", "/q", null, "--two\r\n\r\nx\r\n--two--", ("Content-Type", "multipart/form-data; boundary=\"two\""))).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Content_over_the_limit_or_not_at_hand_goes_past_the_cache()
    {
        await using var f = new ControlFixture(s_query.And(new() { Key = new() { MaxContentBytes = 4 } })).Serve("/q", ControlFixture.Fresh);
        Assert.Equal(CacheOutcome.Miss, (await f.SendAsync("POST", "/q", null, "1234")).Outcome);
        Assert.Equal(CacheOutcome.Bypass, (await f.SendAsync("POST", "/q", null, "12345")).Outcome);
        Assert.Equal(CacheOutcome.Bypass, (await f.SendAsync("POST", "/q")).Outcome);
        Assert.Contains(await f.EventsAsync(), item => item is LookupEvent.Bypass { Reason: nameof(BypassReason.ContentNotAtHand) });
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_of_long_urls_stay_within_what_stores_take()
    {
        await using var f = new ControlFixture(new() { Partition = "p" }).Serve("/a", ControlFixture.Fresh);
        var path = "/a?" + new string('x', 5000);
        await f.GetAsync(path);
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync(path)).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync(path, new() { Partition = "q" })).Outcome);
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync(path + "y")).Outcome);
    }

    private static (CacheOutcome, string) Short(ControlFixture.Answer answer) => (answer.Outcome, answer.Body);
}
