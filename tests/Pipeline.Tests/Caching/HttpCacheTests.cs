using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Tests.Caching;

public sealed class HttpCacheTests
{
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    [Fact(Timeout = 30_000)]
    public async Task First_a_miss_then_hits_until_the_lifetime_has_passed_then_a_revalidation()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        Assert.Equal((CacheOutcome.Miss, "version 1"), Short(await f.GetAsync("/a")));
        f.Time.Advance(TimeSpan.FromSeconds(59));
        var hit = await f.GetAsync("/a");
        Assert.Equal((CacheOutcome.Hit, "version 1"), Short(hit));
        Assert.Equal("59", hit.Fields.First("Age"));
        f.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((CacheOutcome.Revalidated, "version 1"), Short(await f.GetAsync("/a")));
        Assert.Equal((CacheOutcome.Hit, "version 1"), Short(await f.GetAsync("/a")));
        Assert.Equal(2, f.Origin.Requests.Count);
        Assert.Equal("\"v1\"", f.Origin.Requests[1]["If-None-Match"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_304_rewrites_only_the_head()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        var bodies = await f.RecordsAsync("b/");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.GetAsync("/a");
        Assert.Equal(bodies, await f.RecordsAsync("b/"));
        Assert.Equal(2, (await f.RecordsAsync("")).Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_new_response_replaces_the_stale_one_and_its_body()
    {
        await using var f = new CacheFixture();
        var page = f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        var old = Assert.Single(await f.RecordsAsync("b/"));
        page.Version = 2;
        f.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal((CacheOutcome.Replaced, "version 2"), Short(await f.GetAsync("/a")));
        Assert.Equal((CacheOutcome.Hit, "version 2"), Short(await f.GetAsync("/a")));
        Assert.NotEqual(old.Key, Assert.Single(await f.RecordsAsync("b/")).Key);
    }

    [Fact(Timeout = 30_000)]
    public async Task Last_modified_validates_when_there_is_no_entity_tag()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.Request["If-Modified-Since"] is null
            ? exchange.SendAsync(200, "text", ("Last-Modified", "Wed, 31 Dec 2025 00:00:00 GMT"))
            : exchange.SendAsync(304));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
        f.Time.Advance(TimeSpan.FromDays(3));
        Assert.Equal((CacheOutcome.Revalidated, "text"), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Variants_are_kept_side_by_side()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(
            200, $"in {exchange.Request["Accept-Language"]}", s_fresh, ("Vary", "Accept-Language")));
        foreach (var language in new[] { "de", "fr", "en" })
        {
            Assert.Equal((CacheOutcome.Miss, $"in {language}"), Short(await f.GetAsync("/a", ("Accept-Language", language))));
        }

        foreach (var language in new[] { "fr", "en", "de" })
        {
            Assert.Equal((CacheOutcome.Hit, $"in {language}"), Short(await f.GetAsync("/a", ("Accept-Language", language))));
        }

        Assert.Equal(3, f.Origin.Requests.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_must_not_be_stored_is_not_and_an_event_says_why()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", "secret", ("Cache-Control", "no-store"));
        await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
        Assert.Empty(await f.RecordsAsync(""));
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "NoStore" });
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_lookup_has_exactly_one_outcome_event()
    {
        await using var f = new CacheFixture();
        var page = f.Serve("/a", s_fresh);
        f.Origin.Map("/drop", exchange =>
        {
            exchange.Abort();
            return Task.CompletedTask;
        });
        await f.GetAsync("/a");
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.GetAsync("/a");
        page.Version++;
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.GetAsync("/a");
        await f.GetAsync("/a", ("Range", "lines=0-1"));
        await f.GetAsync("/drop");
        await f.GetAsync("/nothing", ("Cache-Control", "only-if-cached"));
        var outcomes = (await f.EventsAsync()).OfType<LookupEvent>().Select(item => item.Outcome);
        Assert.Equal(
            [CacheOutcome.Miss, CacheOutcome.Hit, CacheOutcome.Revalidated, CacheOutcome.Replaced, CacheOutcome.Bypass, CacheOutcome.Failed, CacheOutcome.Miss],
            outcomes);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_condition_of_the_caller_that_the_stored_response_meets_is_answered_304()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        var met = await f.GetAsync("/a", ("If-None-Match", "\"v1\""));
        Assert.Equal((CacheOutcome.Hit, 304, "", "\"v1\""), (met.Outcome, met.Status, met.Body, met.Fields.First("ETag")));
        var unmet = await f.GetAsync("/a", ("If-None-Match", "\"v2\""));
        Assert.Equal((CacheOutcome.Hit, 200, "version 1"), (unmet.Outcome, unmet.Status, unmet.Body));
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_if_cached_without_a_stored_response_is_504_without_a_request()
    {
        await using var f = new CacheFixture();
        Assert.Equal(504, (await f.GetAsync("/a", ("Cache-Control", "only-if-cached"))).Status);
        Assert.Empty(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stale_response_stands_in_for_an_origin_that_is_gone()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.Origin.DisposeAsync();
        Assert.Equal((CacheOutcome.StaleHit, "version 1"), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Must_revalidate_forbids_the_stale_response()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", ("Cache-Control", "max-age=60, must-revalidate"));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        await f.Origin.DisposeAsync();
        var answer = await f.GetAsync("/a");
        Assert.Equal(CacheOutcome.Failed, answer.Outcome);
        Assert.IsType<FetchException>(answer.Failure);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_unsafe_method_invalidates()
    {
        await using var f = new CacheFixture();
        f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        using (await f.Cache.SendAsync(new RequestHead("DELETE", f.Origin.At("/a"), HeaderFields.Empty), f.Fetcher))
        {
        }

        Assert.Empty(await f.RecordsAsync(""));
        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Outcome);
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.Invalidated);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_that_is_not_in_its_coding_is_a_failure_and_harms_nothing_stored()
    {
        await using var f = new CacheFixture();
        var page = f.Serve("/a", s_fresh);
        await f.GetAsync("/a");
        f.Origin.Map("/a", "garbage", ("Content-Encoding", "gzip"), ("Cache-Control", "max-age=60"));
        var refreshed = await f.GetAsync("/a", ("Cache-Control", "no-cache"));
        Assert.NotEqual(CacheOutcome.Replaced, refreshed.Outcome);
        Assert.Equal((CacheOutcome.Hit, page.Text), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_of_many_segments_comes_back_whole()
    {
        await using var f = new CacheFixture();
        var body = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i:x6}\n"));
        f.Origin.Map("/big", body, s_fresh);
        using var first = await f.Cache.SendAsync(RequestHead.Get(f.Origin.At("/big")), f.Fetcher);
        using var second = await f.Cache.SendAsync(RequestHead.Get(f.Origin.At("/big")), f.Fetcher);
        Assert.Equal(CacheOutcome.Hit, second.Outcome);
        Assert.Equal(3, (await f.RecordsAsync("b/")).Count);
        Assert.True(first.Body.Bytes.Span.SequenceEqual(second.Body.Bytes.Span));
    }

    private static (CacheOutcome, string) Short(CacheFixture.Answer answer) => (answer.Outcome, answer.Body);
}
