using System.IO.Compression;
using System.Text;
using Freshet.Caching;
using Freshet.Http;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

public sealed class HttpFetcherTests
{
    private static readonly FetchLimits s_limits = new() { MaxBodyBytes = 100_000 };

    [Fact(Timeout = 30_000)]
    public async Task A_response_comes_with_status_fields_and_body()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/a", exchange => exchange.SendAsync(203, "hello", ("ETag", "\"1\""), ("X-Twice", "a"), ("X-Twice", "b")));
        using var invoker = Invoker();
        var response = await new HttpFetcher(invoker).FetchAsync(RequestHead.Get(origin.At("/a"), HeaderFields.Of(("X-Mine", "yes"))));
        Assert.Equal(203, response.Head.Status);
        Assert.Equal("\"1\"", response.Head.Fields.First("etag"));
        Assert.Equal("a, b", response.Head.Fields.Combined("x-twice"));
        Assert.Equal("hello", Encoding.UTF8.GetString(response.Body.Bytes.Span));
        Assert.Equal("yes", origin.Requests.Single()["X-Mine"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Redirects_are_not_followed_and_codings_are_not_decoded()
    {
        await using var origin = new LoopbackOrigin();
        var packed = Gzip("hello");
        origin.Map("/r", exchange => exchange.SendAsync(302, packed, ("Location", "/elsewhere"), ("Content-Encoding", "gzip")));
        using var invoker = Invoker();
        var response = await new HttpFetcher(invoker).FetchAsync(RequestHead.Get(origin.At("/r")));
        Assert.Equal(302, response.Head.Status);
        Assert.Equal(packed, response.Body.Bytes.ToArray());
        using var decoded = ContentCodings.Decode("gzip", response.Body, 1000);
        Assert.Equal("hello", Encoding.UTF8.GetString(decoded.Bytes.Span));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_over_the_limit_is_refused_by_its_announced_length()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/big", exchange => exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\nx"));
        await FailsAsync(origin, "/big", FetchFailure.BodyTooLarge);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_endless_body_is_cut_at_the_limit()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/endless", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while (!exchange.Stopping.IsCancellationRequested)
            {
                await exchange.WriteAsync(new byte[8192]);
            }
        });
        await FailsAsync(origin, "/endless", FetchFailure.BodyTooLarge);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_shorter_than_its_content_length_is_no_response()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/short", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
            exchange.Close();
        });
        await FailsAsync(origin, "/short", FetchFailure.BodyCutShort);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_header_section_over_the_limit_is_no_response()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/head", exchange => exchange.WriteAsync($"HTTP/1.1 200 OK\r\nX: {new string('x', 1 << 20)}\r\n\r\n"));
        await FailsAsync(origin, "/head", FetchFailure.InvalidResponse);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_server_that_never_answers_is_given_up_on()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/never", exchange => exchange.HangAsync());
        var time = new FakeTime();
        using var invoker = Invoker();
        var fetch = new HttpFetcher(invoker, s_limits, time).FetchAsync(RequestHead.Get(origin.At("/never"))).AsTask();
        await origin.WhenRequestsAsync(1);
        time.Advance(s_limits.HeadTimeout);
        Assert.Equal(FetchFailure.HeadTimeout, (await Assert.ThrowsAsync<FetchException>(() => fetch)).Reason);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_that_drips_is_given_up_on_after_the_whole_time()
    {
        await using var origin = new LoopbackOrigin();
        var headSent = new TaskCompletionSource();
        origin.Map("/drip", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n.");
            headSent.SetResult();
            await exchange.HangAsync();
        });
        var time = new FakeTime();
        using var invoker = Invoker();
        var fetch = new HttpFetcher(invoker, s_limits, time).FetchAsync(RequestHead.Get(origin.At("/drip"))).AsTask();
        await headSent.Task;
        time.Advance(s_limits.TotalTimeout);
        Assert.IsType<FetchException>(await Record.ExceptionAsync(() => fetch));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_callers_cancellation_is_a_cancellation()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/never", exchange => exchange.HangAsync());
        using var invoker = Invoker();
        using var cancel = new CancellationTokenSource();
        var fetch = new HttpFetcher(invoker).FetchAsync(RequestHead.Get(origin.At("/never")), cancel.Token).AsTask();
        await origin.WhenRequestsAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => fetch);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_timer_that_is_used_again_keeps_its_limit_and_knows_nothing_of_earlier_callers()
    {
        await using var origin = new LoopbackOrigin();
        var release = new TaskCompletionSource();
        origin.Map("/a", exchange => exchange.SendAsync(200, "a"));
        origin.Map("/late", async exchange =>
        {
            await release.Task;
            await exchange.SendAsync(200, "late");
        });
        origin.Map("/never", exchange => exchange.HangAsync());
        using var invoker = Invoker();
        var fetcher = new HttpFetcher(invoker, s_limits with { HeadTimeout = TimeSpan.FromSeconds(2) });
        using (var earlier = new CancellationTokenSource())
        {
            await fetcher.FetchAsync(RequestHead.Get(origin.At("/a")), earlier.Token);
            var late = fetcher.FetchAsync(RequestHead.Get(origin.At("/late")));
            await origin.WhenRequestsAsync(2);
            await earlier.CancelAsync();
            release.SetResult();
            Assert.Equal(200, (await late).Head.Status);
        }

        var error = await Assert.ThrowsAsync<FetchException>(() => fetcher.FetchAsync(RequestHead.Get(origin.At("/never"))).AsTask());
        Assert.Equal(FetchFailure.HeadTimeout, error.Reason);
    }

    [Fact(Timeout = 30_000)]
    public async Task Nobody_listening_is_unreachable()
    {
        using var invoker = Invoker();
        var error = await Assert.ThrowsAsync<FetchException>(async () =>
            await new HttpFetcher(invoker).FetchAsync(RequestHead.Get(new Uri("http://127.0.0.1:1/"))));
        Assert.Equal(FetchFailure.Unreachable, error.Reason);
    }

    [Fact]
    public void Limits_out_of_range_are_refused_all_at_once()
    {
        using var invoker = Invoker();
        var wrong = new FetchLimits { MaxBodyBytes = 0, MaxHeaderKilobytes = 9999, HeadTimeout = TimeSpan.Zero };
        var error = Assert.Throws<OptionsException>(() => new HttpFetcher(invoker, wrong));
        Assert.Equal(3, error.Problems.Count);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("compress")]
    public void A_body_that_is_not_in_its_coding_is_told_apart(string coding)
    {
        var error = Assert.Throws<FetchException>(() => ContentCodings.Decode(coding, BodyBuffer.Of("no such thing"u8.ToArray()), 1000));
        Assert.Equal(FetchFailure.InvalidContentCoding, error.Reason);
    }

    [Fact]
    public void A_decompression_bomb_stops_at_the_limit()
    {
        var bomb = Gzip(Gzip(new byte[10_000_000]));
        var error = Assert.Throws<FetchException>(() => ContentCodings.Decode("gzip, gzip", BodyBuffer.Of(bomb), 1_000_000));
        Assert.Equal(FetchFailure.BodyTooLarge, error.Reason);
    }

    private static async Task FailsAsync(LoopbackOrigin origin, string path, FetchFailure reason)
    {
        using var invoker = Invoker();
        var fetcher = new HttpFetcher(invoker, s_limits);
        var error = await Assert.ThrowsAsync<FetchException>(async () => await fetcher.FetchAsync(RequestHead.Get(origin.At(path))));
        Assert.Equal(reason, error.Reason);
    }

    private static HttpMessageInvoker Invoker() => new(HttpFetcher.CreateHandler());

    private static byte[] Gzip(string text) => Gzip(Encoding.UTF8.GetBytes(text));

    private static byte[] Gzip(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(bytes);
        }

        return packed.ToArray();
    }
}
