using System.Net;
using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed class KitTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Fake_timers_fire_in_the_order_of_their_times_each_at_its_own()
    {
        FakeTime time = new();
        DateTimeOffset start = time.Now;
        List<(string Name, TimeSpan At)> fired = [];
        void Note(object? name) => fired.Add(((string)name!, time.Now - start));
        await using ITimer late = time.CreateTimer(Note, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        await using ITimer often = time.CreateTimer(Note, "often", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        ITimer gone = time.CreateTimer(Note, "gone", TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        await gone.DisposeAsync();
        long stamp = time.GetTimestamp();

        time.Advance(TimeSpan.FromSeconds(5.5));

        Assert.Equal(
            [("often", TimeSpan.FromSeconds(2)), ("often", TimeSpan.FromSeconds(4)), ("late", TimeSpan.FromSeconds(5))], fired);
        Assert.Equal(TimeSpan.FromSeconds(5.5), time.GetElapsedTime(stamp));
        Assert.Equal(start + TimeSpan.FromSeconds(5.5), time.GetUtcNow());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_delay_ends_when_the_fake_clock_has_reached_it()
    {
        FakeTime time = new();
        Task delay = Task.Delay(TimeSpan.FromHours(1), time, Token);
        await time.WhenTimersAsync(1, Token);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        time.Now += TimeSpan.FromDays(1);
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));

        await delay;
    }

    [Fact(Timeout = 30_000)]
    public async Task The_origin_keeps_connections_and_records_requests()
    {
        await using LoopbackOrigin origin = new();
        origin.Map("/a", "hello", ("ETag", "\"1\""));
        origin.Map("/chunked", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            await exchange.WriteChunkAsync("wor"u8.ToArray());
            await exchange.WriteChunkAsync("ld"u8.ToArray());
            await exchange.WriteChunkAsync(default);
        });
        using HttpClient client = new();

        Assert.Equal("hello", await client.GetStringAsync(origin.At("/a?x=1"), Token));
        Assert.Equal("world", await client.GetStringAsync(origin.At("/chunked"), Token));
        using HttpResponseMessage missing = await client.PostAsync(origin.At("/none"), new StringContent("body"), Token);

        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(["GET /a?x=1", "GET /chunked", "POST /none"], origin.Requests.Select(r => r.ToString()));
        Assert.Equal("body"u8.ToArray(), origin.Requests[2].Body);
        Assert.Equal(1, origin.Connections);
        Assert.Empty(origin.Faults);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_origin_can_be_wrong()
    {
        await using LoopbackOrigin origin = new();
        origin.Map("/short", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfive!");
            exchange.Close();
        });
        origin.Map("/reset", exchange =>
        {
            exchange.Abort();
            return Task.CompletedTask;
        });
        origin.Map("/never", exchange => exchange.HangAsync());
        using HttpClient client = new();

        HttpRequestException cut = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(origin.At("/short"), Token));
        Assert.Equal(HttpRequestError.ResponseEnded, cut.HttpRequestError);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(origin.At("/reset"), Token));
        using CancellationTokenSource leave = new();
        Task<string> never = client.GetStringAsync(origin.At("/never"), leave.Token);
        await origin.WhenRequestsAsync(3, Token);
        await leave.CancelAsync();
        await Assert.ThrowsAsync<TaskCanceledException>(() => never);
    }

    [Fact(Timeout = 60_000)]
    public async Task Nginx_serves_with_validators_and_its_log_is_whole()
    {
        Assert.SkipWhen(Nginx.Missing is not null, Nginx.Missing ?? "");
        using TempDirectory site = new();
        site.Write("index.html", "<p>hello");
        await using Nginx nginx = await Nginx.StartAsync(site.Path, "expires 1h;", cancellationToken: Token);
        using HttpClient client = new();

        using HttpResponseMessage first = await client.GetAsync(nginx.Url, Token);
        HttpRequestMessage conditional = new(HttpMethod.Get, nginx.Url) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        using HttpResponseMessage second = await client.SendAsync(conditional, Token);

        Assert.Equal(TimeSpan.FromHours(1), first.Headers.CacheControl?.MaxAge);
        Assert.NotNull(first.Content.Headers.LastModified);
        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        IReadOnlyList<NginxRequest> log = await nginx.TakeLogAsync(Token);
        Assert.Equal([200, 304], log.Select(line => line.Status));
        Assert.Equal([false, true], log.Select(line => line.IsConditional));
        Assert.Empty(await nginx.TakeLogAsync(Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_child_process_is_read_waited_for_and_killed()
    {
        ChildResult result = await ChildProcess.RunAsync("/bin/sh", ["-c", "echo out; echo err >&2; exit 3"], cancellationToken: Token);
        Assert.Equal(new ChildResult(3, "out\n", "err\n"), result);

        await using ChildProcess child = ChildProcess.Start("/bin/sh", ["-c", "echo ready; cat"]);
        Assert.Equal("ready", await child.LineAsync(line => line == "ready", Token));
        child.Kill();
        Assert.Equal(137, (await child.ExitAsync(cancellationToken: Token)).ExitCode);
    }
}
