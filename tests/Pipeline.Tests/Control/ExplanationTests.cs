using Freshet.Caching;
using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Microsoft.Extensions.Logging;

namespace Freshet.Tests.Control;

public sealed class ExplanationTests
{
    private static readonly DateTimeOffset s_now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly RequestHead s_request = RequestHead.Get(new Uri("http://example.org/a?b"));

    [Fact(Timeout = 30_000)]
    public void Every_reason_has_words_and_a_section()
    {
        Reason[] all =
        [
            .. Enum.GetValues<DoNotStoreReason>().Select(Reasons.Of), .. Enum.GetValues<StaleReason>().Select(Reasons.Of),
            .. Enum.GetValues<MissReason>().Select(Reasons.Of), .. Enum.GetValues<BypassReason>().Select(Reasons.Of),
            .. Enum.GetValues<StalePermission>().Select(Reasons.Of), .. Enum.GetValues<LifetimeSource>().Select(Reasons.Of),
            .. Enum.GetValues<NotFreshenedReason>().Select(Reasons.Of),
        ];
        Assert.All(all, reason => Assert.Matches(@"^(RFC \d{4}|option |PurgeMode)", reason.Section));
        Assert.All(all, reason => Assert.DoesNotMatch(@"[.\n]$|^[A-Z][a-z]+ [a-z]+ the response that", reason.Text));
        Assert.All(all, reason => Assert.InRange(reason.Text.Length, 5, 100));
    }

    [Fact(Timeout = 30_000)]
    public void A_response_is_explained_to_its_end()
    {
        var explanation = Explain(null, ("Cache-Control", "max-age=60, stale-if-error=10"), ("ETag", "\"1\""), ("Age", "20"));
        Assert.IsType<StorabilityDecision.Store>(explanation.Storability);
        Assert.Equal("h/http://example.org/a?b", explanation.Key);
        Assert.Equal((60, LifetimeSource.MaxAge, 20), (explanation.Lifetime.Value.TotalSeconds, explanation.Lifetime.Source, explanation.Age.TotalSeconds));
        Assert.IsType<ReuseDecision.Fresh>(explanation.Now);
        Assert.Equal(StaleReason.Expired, Assert.IsType<ReuseDecision.Stale>(explanation.AfterExpiry).Reason);
        Assert.Equal([new HeaderField("If-None-Match", "\"1\"")], explanation.Conditions);
        Assert.Equal((StalePermission.Allowed, StalePermission.Allowed), (explanation.WhenDisconnected, explanation.OnServerError));
    }

    [Fact(Timeout = 30_000)]
    public void What_is_not_stored_is_told_with_its_reason_and_the_owners_wishes_count()
    {
        var not = Explain(null, ("Cache-Control", "no-store"));
        Assert.Equal(DoNotStoreReason.NoStore, Assert.IsType<StorabilityDecision.DoNotStore>(not.Storability).Reason);
        Assert.Equal(MissReason.NoStoredResponse, Assert.IsType<ReuseDecision.Miss>(not.Now).Reason);
        Assert.Empty(not.Conditions);
        HttpCacheOptions options = new() { Rules = [UrlRule.Glob("example.org", new() { ForceStore = true, Lifetime = Lifetime.Never, Key = new() { IgnoredParameters = ["b"] } })] };
        var forced = Explain(options, ("Cache-Control", "no-store"));
        Assert.Equal((LifetimeSource.Override, "h/http://example.org/a"), (forced.Lifetime.Source, forced.Key));
        Assert.IsType<ReuseDecision.Fresh>(forced.Now);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_stored_is_explained_without_being_used()
    {
        await using var f = new ControlFixture().Serve("/a", ControlFixture.Fresh);
        Assert.Null(await f.Cache.ExplainAsync(RequestHead.Get(f.Origin.At("/a")), cancellationToken: TestContext.Current.CancellationToken));
        await f.GetAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(5));
        var explanation = await f.Cache.ExplainAsync(RequestHead.Get(f.Origin.At("/a")), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal((200, TimeSpan.FromMinutes(5)), (explanation!.Response.Status, explanation.Age));
        Assert.Null(explanation.Storability);
        Assert.Equal(StaleReason.Expired, Assert.IsType<ReuseDecision.Stale>(explanation.Now).Reason);
        Assert.Single((await f.EventsAsync()).OfType<LookupEvent>());
    }

    [Fact(Timeout = 30_000)]
    public async Task Why_a_response_is_not_stored_is_logged_without_its_query()
    {
        var log = new ListLogger();
        await using var f = new ControlFixture().Serve("/a", ("Cache-Control", "no-store"));
        await using var cache = new HttpCache(f.Memory, null, f.Time, log);
        using var fetcher = new HttpFetcher(time: f.Time);
        using var exchange = await cache.SendAsync(RequestHead.Get(f.Origin.At("/a?token=secret")), fetcher, TestContext.Current.CancellationToken);
        var line = Assert.Single(log.Lines);
        Assert.Contains("NoStore", line, StringComparison.Ordinal);
        Assert.Contains("/a", line, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
    }

    private static Explanation Explain(HttpCacheOptions? options, params (string, string)[] fields) =>
        Explanation.Of(s_request, new ResponseHead(200, HeaderFields.Of([("Date", s_now.ToString("r")), .. fields])), options, s_now, s_now);

    private sealed class ListLogger : ILogger<HttpCache>
    {
        public List<string> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add(formatter(state, exception));
    }
}
