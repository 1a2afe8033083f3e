using System.Net;
using System.Net.Http.Json;
using System.Text;
using Freshet.Caching;
using Freshet.Control;
using Freshet.Events;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Control;

/// <summary>The wishes of messages that go through a <see cref="HttpClient"/>.</summary>
public sealed class HandlerTests : IAsyncDisposable
{
    private readonly ControlFixture _f = new(new() { Storing = new() { Methods = ["GET", "HEAD", "POST"] } });
    private readonly SeeingHandler _seeing = new();
    private readonly HttpClient _client;

    public HandlerTests() => _client = new HttpClient(new CachingHandler(_f.Cache, _seeing)) { BaseAddress = _f.Origin.Url };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Each_wish_of_a_message_is_granted()
    {
        _f.Serve("/a", ControlFixture.Fresh, ("ETag", "\"1\""));
        Assert.Equal(504, (int)(await SendAsync("/a", message => message.OnlyIfCached())).Status);
        Assert.Equal(CacheOutcome.Miss, (await SendAsync("/a", message => message.CacheFor(TimeSpan.FromHours(1)).CacheTags("t"))).Info.Outcome);
        _f.Time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(CacheOutcome.Hit, (await SendAsync("/a")).Info.Outcome);
        Assert.Equal(("Excluded", CacheOutcome.Bypass), (await SendAsync("/a", message => message.BypassCache())).Info is var info ? (info.Reason, info.Outcome) : default);
        Assert.Equal(("Refresh", CacheOutcome.Revalidated), (await SendAsync("/a", message => message.RefreshCache())).Info is var soft ? (soft.Reason, soft.Outcome) : default);
        Assert.Equal(("Refresh", CacheOutcome.Miss), (await SendAsync("/a", message => message.RefreshCache(RefreshMode.Hard))).Info is var hard ? (hard.Reason, hard.Outcome) : default);
        Assert.Equal(CacheOutcome.Miss, (await SendAsync("/a", message => message.CachePartition("anna"))).Info.Outcome);
        await _f.Cache.PurgeTagAsync("t", cancellationToken: Token);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_remembered_failure_is_told_as_the_reason()
    {
        _f.Serve("/a", 503).Origin.Map("/b", exchange => { exchange.Abort(); return Task.CompletedTask; });
        RequestCacheOptions remember = new() { Failures = new() { Delay = TimeSpan.FromMinutes(1) }, CacheStatus = "mine" };
        await SendAsync("/a", message => message.WithCacheOptions(remember));
        var (status, info) = await SendAsync("/a", message => message.WithCacheOptions(remember));
        Assert.Equal((HttpStatusCode.ServiceUnavailable, CacheOutcome.Miss, "RememberedFailure"), (status, info.Outcome, info.Reason));
        await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("/b", message => message.WithCacheOptions(remember)));
        var error = await Assert.ThrowsAsync<HttpRequestException>(() => SendAsync("/b", message => message.WithCacheOptions(remember)));
        Assert.Equal(_f.Time.GetUtcNow().AddMinutes(1), Assert.IsType<FetchException>(error.InnerException).RetryAt);
        Assert.Equal(2, _f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cache_Status_is_there_for_who_asks()
    {
        _f.Serve("/a", ControlFixture.Fresh, ("Cache-Status", "upstream; hit"));
        List<string> lines = [];
        for (var i = 0; i < 3; i++)
        {
            using var message = new HttpRequestMessage(HttpMethod.Get, "/a").WithCacheOptions(new() { CacheStatus = i == 2 ? null : "mine" });
            using var response = await _client.SendAsync(message, Token);
            await response.Content.ReadAsByteArrayAsync(Token);
            lines.Add(string.Join(", ", response.Headers.GetValues("Cache-Status")));
        }

        Assert.Equal(["upstream; hit, mine;fwd=uri-miss;fwd-status=200", "upstream; hit, mine;hit;ttl=60", "upstream; hit"], lines);
    }

    [Fact(Timeout = 30_000)]
    public async Task Content_over_the_limit_is_sent_past_the_cache()
    {
        _f.Serve("/q", ControlFixture.Fresh);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/q") { Content = new ByteArrayContent(new byte[100]) };
        using var response = await _client.SendAsync(message.WithCacheOptions(new() { Key = new() { MaxContentBytes = 99 } }), Token);
        Assert.Equal((CacheOutcome.Bypass, "ContentNotAtHand"), response.GetCacheInfo() is var info ? (info!.Outcome, info.Reason) : default);
        Assert.Equal(100, _f.Origin.Requests[0].Body.Length);
    }

    [Fact(Timeout = 30_000)]
    public async Task No_wish_is_sent_to_the_origin()
    {
        _f.Serve("/a", ControlFixture.Fresh);
        await SendAsync("/a");
        var plain = _f.Origin.Requests[0].Headers.Select(header => header.Key).ToArray();
        using (FreshetScope.With(new() { Tags = ["x"], Stale = new() { IfError = TimeSpan.FromDays(1) } }))
        {
            await SendAsync("/a", message => message.CacheFor(Lifetime.Never).CachePartition("anna").CacheTags("t").RefreshCache(RefreshMode.Hard));
        }

        Assert.Equal(plain, _f.Origin.Requests[1].Headers.Select(header => header.Key));
        Assert.DoesNotContain("anna", string.Join('\n', _f.Origin.Requests[1].Headers), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_POST_is_cached_by_its_content_and_the_content_is_sent()
    {
        _f.Serve("/q", ControlFixture.Fresh);
        Assert.Equal(("/q 1", CacheOutcome.Miss), await PostAsync(new { a = 1, b = 2 }));
        Assert.Equal(("/q 1", CacheOutcome.Hit), await PostAsync(new { b = 2, a = 1 }));
        Assert.Equal(("/q 2", CacheOutcome.Miss), await PostAsync(new { a = 2, b = 2 }));
        Assert.Equal("""{"a":1,"b":2}""", Encoding.UTF8.GetString(_f.Origin.Requests[0].Body.ToArray()));

        async Task<(string, CacheOutcome)> PostAsync<T>(T content)
        {
            using var response = await _client.PostAsJsonAsync("/q", content, Token);
            return (await response.Content.ReadAsStringAsync(Token), response.GetCacheInfo()!.Outcome);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task What_the_message_carries_reaches_the_inner_handler()
    {
        _f.Serve("/a", ControlFixture.Fresh);
        HttpRequestOptionsKey<string> key = new("of the caller");
        await SendAsync("/a", message =>
        {
            message.Options.Set(key, "mine");
            message.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
            message.Headers.Host = "other.example";
        });
        Assert.Equal(("mine", HttpVersionPolicy.RequestVersionExact), (_seeing.Seen!.Options.TryGetValue(key, out var value) ? value : null, _seeing.Seen.VersionPolicy));
        Assert.Equal("other.example", _f.Origin.Requests[0]["Host"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stored_response_is_like_a_live_one()
    {
        _f.Origin.Map("/a", exchange => exchange.SendAsync(
            201, "{\"x\":\"\u00e4\"}", ControlFixture.Fresh, ("Content-Type", "application/json; charset=utf-8"), ("Link", "</next>; rel=next"),
            ("Set-Cookie", "a=1"), ("Set-Cookie", "b=2"), ("Content-Disposition", "attachment; filename=x")));
        using var live = await _client.GetAsync("/a", Token);
        await live.Content.ReadAsByteArrayAsync(Token);
        using var stored = await _client.GetAsync("/a", Token);
        Assert.Equal((CacheOutcome.Miss, CacheOutcome.Hit), (live.GetCacheInfo()!.Outcome, stored.GetCacheInfo()!.Outcome));
        Assert.Equal(live.StatusCode, stored.StatusCode);
        Assert.True(stored.IsSuccessStatusCode);
        Assert.Same(stored, stored.EnsureSuccessStatusCode());
        Assert.Equal(live.Headers.GetValues("Set-Cookie"), stored.Headers.GetValues("Set-Cookie"));
        Assert.Equal(live.Headers.GetValues("Link"), stored.Headers.GetValues("Link"));
        Assert.Equal(live.Content.Headers.ContentType, stored.Content.Headers.ContentType);
        Assert.Equal(live.Content.Headers.ContentDisposition, stored.Content.Headers.ContentDisposition);
        Assert.Equal(new Uri(_f.Origin.Url, "/a"), stored.RequestMessage!.RequestUri);
        Assert.Equal("\u00e4", (await stored.Content.ReadFromJsonAsync<Dictionary<string, string>>(Token))!["x"]);
        Assert.Equal(await stored.Content.ReadAsStringAsync(Token), await stored.Content.ReadAsStringAsync(Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Identical_messages_with_other_wishes_share_one_cache()
    {
        await using var second = new HttpCache(_f.Memory, null, _f.Time);
        using var other = new HttpClient(new CachingHandler(second, HttpFetcher.CreateHandler())) { BaseAddress = _f.Origin.Url };
        _f.Serve("/a", ControlFixture.Fresh);
        await SendAsync("/a", message => message.CacheFor(Lifetime.Never));
        _f.Time.Advance(TimeSpan.FromDays(30));
        using var response = await other.GetAsync("/a", Token);
        Assert.Equal(CacheOutcome.Hit, response.GetCacheInfo()!.Outcome);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _f.DisposeAsync();
    }

    private async Task<(HttpStatusCode Status, CacheInfo Info)> SendAsync(string path, Action<HttpRequestMessage>? wish = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, path);
        wish?.Invoke(message);
        using var response = await _client.SendAsync(message, Token);
        await response.Content.ReadAsByteArrayAsync(Token);
        return (response.StatusCode, response.GetCacheInfo()!);
    }

    private sealed class SeeingHandler() : DelegatingHandler(HttpFetcher.CreateHandler())
    {
        public HttpRequestMessage? Seen { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Seen = request;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
