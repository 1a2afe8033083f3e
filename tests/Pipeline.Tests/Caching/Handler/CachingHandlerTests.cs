using System.Net;
using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Rules;

namespace Freshet.Tests.Caching.Handler;

public sealed class CachingHandlerTests
{
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task First_a_miss_then_a_hit_then_a_revalidation_each_with_its_info()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", exchange => exchange.Request["If-None-Match"] is null
            ? exchange.SendAsync(200, "text", s_fresh, ("ETag", "\"1\""))
            : exchange.SendAsync(304, "", s_fresh, ("ETag", "\"1\"")));
        var miss = await f.GetAsync("/a");
        Assert.Equal(("text", CacheOutcome.Miss, "NoStoredResponse"), (miss.Body, miss.Info.Outcome, miss.Info.Reason));
        f.Time.Advance(TimeSpan.FromSeconds(20));
        var hit = await f.GetAsync("/a");
        Assert.Equal(("text", CacheOutcome.Hit, null), (hit.Body, hit.Info.Outcome, hit.Info.Reason));
        Assert.Equal((TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(60), "memory"), (hit.Info.Age, hit.Info.FreshnessLifetime, hit.Info.Tier));
        Assert.Equal(f.Time.Now - TimeSpan.FromSeconds(20), hit.Info.StoredAt);
        f.Time.Advance(TimeSpan.FromSeconds(60));
        var revalidated = await f.GetAsync("/a");
        Assert.Equal(("text", CacheOutcome.Revalidated, "Expired"), (revalidated.Body, revalidated.Info.Outcome, revalidated.Info.Reason));
        Assert.Equal(2, f.Origin.Requests.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task All_field_lines_reach_the_caller_from_the_origin_and_from_the_store()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(
            200, "text", s_fresh, ("X-Two", "1"), ("X-Two", "2"), ("Content-Language", "de"), ("Content-Type", "text/plain; charset=x-unknown"),
            ("Server", "a  strange/(value"), ("Expires", "0"), ("Last-Modified", "never")));
        for (var i = 0; i < 2; i++)
        {
            using var response = await f.Client.GetAsync("/a", Token);
            Assert.Equal(i == 0 ? CacheOutcome.Miss : CacheOutcome.Hit, response.GetCacheInfo()!.Outcome);
            Assert.Equal(["1", "2"], response.Headers.GetValues("X-Two"));
            Assert.Equal("de", response.Content.Headers.NonValidated["Content-Language"].ToString());
            Assert.Equal("text/plain; charset=x-unknown", response.Content.Headers.NonValidated["Content-Type"].ToString());
            Assert.Equal("a  strange/(value", response.Headers.NonValidated["Server"].ToString());
            Assert.Equal("0", response.Content.Headers.NonValidated["Expires"].ToString());
            Assert.Equal("never", response.Content.Headers.NonValidated["Last-Modified"].ToString());
            Assert.Equal(4, response.Content.Headers.ContentLength);
            Assert.Equal("/a", response.RequestMessage!.RequestUri!.AbsolutePath);
            Assert.Equal(i == 1, response.Headers.Age is not null);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task The_first_byte_is_there_before_the_last_is_sent()
    {
        await using var f = new HandlerFixture();
        var rest = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nfir");
            await rest.Task;
            await exchange.WriteAsync("st!");
        });
        await using (var stream = await f.Client.GetStreamAsync("/a", Token))
        {
            var buffer = new byte[3];
            await stream.ReadExactlyAsync(buffer, Token);
            rest.SetResult();
            await stream.ReadExactlyAsync(buffer, Token);
            Assert.Equal("st!", Encoding.ASCII.GetString(buffer));
            Assert.Equal(0, await stream.ReadAsync(buffer, Token));
        }

        Assert.Equal(("first!", CacheOutcome.Hit), Short(await f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task Synchronous_requests_go_the_same_way()
    {
        await using var f = new HandlerFixture();
        var sent = StreamedBodyTests.Bytes(3 << 20);
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, sent, s_fresh));
        await Task.Run(
            () =>
            {
                for (var i = 0; i < 2; i++)
                {
                    using var request = new HttpRequestMessage(HttpMethod.Get, "/a");
                    using var response = f.Client.Send(request, HttpCompletionOption.ResponseHeadersRead, Token);
                    var body = new MemoryStream();
                    response.Content.CopyTo(body, null, Token);
                    Assert.Equal(sent, body.ToArray());
                    Assert.Equal(i == 0 ? CacheOutcome.Miss : CacheOutcome.Hit, response.GetCacheInfo()!.Outcome);
                }
            },
            Token);
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_synchronous_request_over_a_memory_store_asks_the_inner_handler_on_its_own_thread()
    {
        var thread = 0;
        await using var f = new HandlerFixture(new HandlerFixture.Canned(_ =>
        {
            thread = Environment.CurrentManagedThreadId;
            return new HttpResponseMessage { Content = new StringContent("text"), Headers = { { "Cache-Control", "max-age=60" } } };
        }));
        using var response = f.Client.Send(new HttpRequestMessage(HttpMethod.Get, "/a"), Token);
        Assert.Equal(Environment.CurrentManagedThreadId, thread);
        Assert.Equal("text", new StreamReader(response.Content.ReadAsStream(Token)).ReadToEnd());
    }

    [Fact(Timeout = 30_000)]
    public async Task HEAD_is_answered_by_what_GET_stored()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", "text", s_fresh);
        await f.GetAsync("/a");
        using var response = await f.Client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/a"), Token);
        Assert.Equal(CacheOutcome.Hit, response.GetCacheInfo()!.Outcome);
        Assert.Equal(4, response.Content.Headers.ContentLength);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_conditional_caller_gets_its_304_from_the_store()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", "text", s_fresh, ("ETag", "\"1\""));
        await f.GetAsync("/a");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a") { Headers = { { "If-None-Match", "\"1\"" } } };
        using var response = await f.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.NotModified, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(Token));
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task Content_of_requests_is_passed_on_and_an_unsafe_method_invalidates()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, $"got {Encoding.UTF8.GetString(exchange.Request.Body)}", s_fresh));
        await f.GetAsync("/a");
        using (var response = await f.Client.PostAsync("/a", new StringContent("news"), Token))
        {
            Assert.Equal("got news", await response.Content.ReadAsStringAsync(Token));
            Assert.Equal(("Bypass", "MethodNotCacheable"), (response.GetCacheInfo()!.Outcome.ToString(), response.GetCacheInfo()!.Reason));
            Assert.Equal("text/plain; charset=utf-8", f.Origin.Requests[^1]["Content-Type"]);
        }

        Assert.Equal(CacheOutcome.Miss, (await f.GetAsync("/a")).Info.Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_exception_of_the_inner_handler_reaches_the_caller_unchanged_when_nothing_stands_in()
    {
        var thrown = new InvalidTimeZoneException("mine");
        var works = true;
        await using var f = new HandlerFixture(new HandlerFixture.Canned(_ => works
            ? new HttpResponseMessage { Content = new StringContent("text"), Headers = { { "Cache-Control", "max-age=60" } } }
            : throw thrown));
        await f.GetAsync("/a");
        works = false;
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidTimeZoneException>(() => f.GetAsync("/b")));
        f.Time.Advance(TimeSpan.FromMinutes(5));
        var stale = await f.GetAsync("/a");
        Assert.Equal(("text", CacheOutcome.StaleHit, "Disconnected"), (stale.Body, stale.Info.Outcome, stale.Info.Reason));
        f.Time.Advance(TimeSpan.FromDays(5));
        Assert.Same(thrown, await Assert.ThrowsAsync<InvalidTimeZoneException>(() => f.GetAsync("/a")));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_thousand_requests_in_flight_make_one()
    {
        await using var f = new HandlerFixture();
        var release = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await release.Task;
            await exchange.SendAsync(200, "once", s_fresh);
        });
        var all = Enumerable.Range(0, 1000).Select(_ => f.GetAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        release.SetResult();
        var answers = await Task.WhenAll(all);
        Assert.All(answers, answer => Assert.Equal("once", answer.Body));
        Assert.Single(f.Origin.Requests);
        Assert.Equal(999, answers.Count(answer => answer.Info is { Outcome: CacheOutcome.Hit, IsCollapsed: true }));
    }

    [Fact(Timeout = 30_000)]
    public async Task Trailers_reach_the_caller()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", exchange => exchange.WriteAsync(
            "HTTP/1.1 200 Fine\r\nCache-Control: max-age=60\r\nTrailer: X-Sum\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ntext\r\n0\r\nX-Sum: 7\r\n\r\n"));
        using var response = await f.Client.GetAsync("/a", Token);
        Assert.Equal("text", await response.Content.ReadAsStringAsync(Token));
        Assert.Equal("7", Assert.Single(response.TrailingHeaders.GetValues("X-Sum")));
        Assert.Equal("Fine", response.ReasonPhrase);
    }

    [Fact(Timeout = 30_000)]
    public async Task Why_a_response_was_not_stored_is_in_its_info()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", "text", ("Cache-Control", "no-store"));
        Assert.Equal("NoStore", (await f.GetAsync("/a")).Info.NotStored);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_inner_handler_that_redirects_or_decodes_is_refused_in_so_many_words(bool sockets)
    {
        await using var f = new HandlerFixture(sockets
            ? new SocketsHttpHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.GZip }
            : new HttpClientHandler());
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => f.GetAsync("/a"));
        Assert.Contains("HttpFetcher.CreateHandler()", error.Message);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stream_of_a_disposed_response_is_disposed_too()
    {
        await using var f = new HandlerFixture();
        f.Origin.Map("/a", "text", s_fresh);
        await f.GetAsync("/a");
        var response = await f.Client.GetAsync("/a", HttpCompletionOption.ResponseHeadersRead, Token);
        var stream = await response.Content.ReadAsStreamAsync(Token);
        response.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => stream.ReadExactlyAsync(new byte[1], Token).AsTask());
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_if_cached_is_answered_504()
    {
        await using var f = new HandlerFixture();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/a") { Headers = { { "Cache-Control", "only-if-cached" } } };
        using var response = await f.Client.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.GatewayTimeout, response.StatusCode);
        Assert.Empty(f.Origin.Requests);
    }

    private static (string, CacheOutcome) Short((string Body, CacheInfo Info) answer) => (answer.Body, answer.Info.Outcome);
}
