using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

public sealed class SharedBodyTests
{
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_thousand_streamed_requests_make_one()
    {
        await using var f = new CacheFixture();
        var release = new TaskCompletionSource();
        var sent = StreamedBodyTests.Bytes(30_000);
        f.Origin.Map("/a", async exchange =>
        {
            await release.Task;
            await exchange.SendAsync(200, sent, s_fresh);
        });
        var all = Enumerable.Range(0, 1000).Select(_ => f.StreamAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        release.SetResult();
        Assert.All(await Task.WhenAll(all), answer => Assert.Equal(sent, answer.Body));
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_readers_of_one_large_body_each_at_its_own_pace_read_the_same()
    {
        await using var f = new CacheFixture();
        var sent = StreamedBodyTests.Bytes((5 << 20) + 333);
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, sent, s_fresh));
        await Task.WhenAll(Enumerable.Range(0, 40).Select(async i =>
        {
            using var exchange = await f.OpenAsync("/a");
            var body = exchange.OpenBody();
            var got = new MemoryStream();
            var buffer = new byte[1000 + (7919 * i)];
            while (await body.ReadAsync(buffer, Token) is > 0 and var read)
            {
                got.Write(buffer, 0, read);
                await Task.Yield();
            }

            Assert.Equal(sent, got.ToArray());
        }));
        Assert.Single(f.Origin.Requests);
        Assert.Equal(6, (await f.RecordsAsync("b/")).Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task One_that_comes_in_the_middle_of_a_body_gets_it_from_its_first_byte()
    {
        await using var f = new CacheFixture();
        var rest = new TaskCompletionSource();
        var sent = StreamedBodyTests.Bytes(4 << 20);
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: {sent.Length}\r\n\r\n");
            await exchange.WriteAsync(sent.AsMemory(0, 3 << 20));
            await rest.Task;
            await exchange.WriteAsync(sent.AsMemory(3 << 20));
        });
        using var leader = await f.OpenAsync("/a");
        var ahead = leader.OpenBody();
        await ahead.ReadExactlyAsync(new byte[3 << 20], Token);
        using var follower = await f.OpenAsync("/a");
        Assert.True(follower.IsCollapsed);
        Assert.Equal(CacheOutcome.Hit, follower.Outcome);
        Assert.Equal("0", follower.Response!.Fields.First("Age"));
        var got = new byte[4 << 20];
        var behind = follower.OpenBody();
        await behind.ReadExactlyAsync(got.AsMemory(0, 3 << 20), Token);
        rest.SetResult();
        await behind.ReadExactlyAsync(got.AsMemory(3 << 20), Token);
        Assert.Equal(sent, got);
    }

    [Fact(Timeout = 30_000)]
    public async Task Those_who_wait_for_what_is_not_stored_go_on_at_once_and_together()
    {
        await using var f = new CacheFixture();
        var head = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await head.Task;
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nCache-Control: no-store\r\nTransfer-Encoding: chunked\r\n\r\n");
            await exchange.HangAsync();
        });
        var all = Enumerable.Range(0, 20).Select(_ => f.OpenAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        head.SetResult();
        foreach (var exchange in await Task.WhenAll(all))
        {
            Assert.Equal(CacheOutcome.Miss, exchange.Outcome);
            exchange.Dispose();
        }

        Assert.Equal(20, f.Origin.Requests.Count);

        // The next do not even wait for a head.
        f.Origin.Map("/a", exchange => exchange.HangAsync());
        using var cancelled = new CancellationTokenSource();
        var next = Enumerable.Range(0, 5).Select(_ => f.OpenAsync("/a", cancelled.Token)).ToArray();
        await f.Origin.WhenRequestsAsync(25, Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(next));
    }

    [Fact(Timeout = 30_000)]
    public async Task Those_for_another_variant_share_a_request_of_their_own()
    {
        await using var f = new CacheFixture();
        var head = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await head.Task;
            await exchange.SendAsync(200, exchange.Request["Accept-Language"]!, s_fresh, ("Vary", "Accept-Language"));
        });
        var all = Enumerable.Range(0, 10).Select(async i =>
        {
            var language = i % 2 == 0 ? "de" : "fr";
            Assert.Equal(language, Encoding.ASCII.GetString((await f.StreamAsync("/a", ("Accept-Language", language))).Body));
        }).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        head.SetResult();
        await Task.WhenAll(all);
        Assert.Single(f.Origin.Requests, request => request["Accept-Language"] == "de");
        Assert.Single(f.Origin.Requests, request => request["Accept-Language"] == "fr");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_leader_that_is_cancelled_does_no_harm_to_those_who_share()
    {
        await using var f = new CacheFixture();
        var head = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await head.Task;
            await exchange.SendAsync(200, "shared", s_fresh);
        });
        using var cancelled = new CancellationTokenSource();
        var leader = f.OpenAsync("/a", cancelled.Token);
        await f.Origin.WhenRequestsAsync(1, Token);
        var followers = Enumerable.Range(0, 10).Select(_ => f.StreamAsync("/a")).ToArray();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leader);
        head.SetResult();
        Assert.All(await Task.WhenAll(followers), answer => Assert.Equal("shared", Encoding.ASCII.GetString(answer.Body)));
        Assert.Single(f.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_follower_that_is_cancelled_ends_only_its_own_wait()
    {
        await using var f = new CacheFixture();
        var head = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await head.Task;
            await exchange.SendAsync(200, "shared", s_fresh);
        });
        var leader = f.StreamAsync("/a");
        await f.Origin.WhenRequestsAsync(1, Token);
        using var cancelled = new CancellationTokenSource();
        var follower = f.OpenAsync("/a", cancelled.Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => follower);
        head.SetResult();
        Assert.Equal("shared", Encoding.ASCII.GetString((await leader).Body));
    }

    [Fact(Timeout = 30_000)]
    public async Task When_the_last_is_cancelled_the_request_to_the_origin_is()
    {
        await using var f = new CacheFixture();
        var left = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            while (await exchange.IsConnectedAsync())
            {
            }

            left.SetResult();
        });
        using var cancelled = new CancellationTokenSource();
        var all = Enumerable.Range(0, 10).Select(_ => f.OpenAsync("/a", cancelled.Token)).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.WhenAll(all));
        await left.Task.WaitAsync(Token);
        Assert.Single(f.Origin.Requests);
        f.Origin.Map("/a", "anew");
        Assert.Equal("anew", Encoding.ASCII.GetString((await f.StreamAsync("/a")).Body));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_reader_that_leaves_does_not_end_the_body_for_the_others()
    {
        await using var f = new CacheFixture();
        var rest = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nContent-Length: 6\r\n\r\nsha");
            await rest.Task;
            await exchange.WriteAsync("red");
        });
        var leader = await f.OpenAsync("/a");
        await leader.OpenBody().ReadExactlyAsync(new byte[3], Token);
        var follower = f.StreamAsync("/a");
        using (await f.OpenAsync("/a"))
        {
            leader.Dispose();
            rest.SetResult();
        }

        Assert.Equal("shared", Encoding.ASCII.GetString((await follower).Body));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failure_is_told_to_all_who_wait()
    {
        await using var f = new CacheFixture();
        var fail = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            await fail.Task;
            exchange.Abort();
        });
        var all = Enumerable.Range(0, 50).Select(_ => f.OpenAsync("/a")).ToArray();
        await f.Origin.WhenRequestsAsync(1, Token);
        fail.SetResult();
        Assert.All(await Task.WhenAll(all), exchange => Assert.IsType<FetchException>(exchange.Failure));
        Assert.InRange(f.Origin.Requests.Count, 1, 2);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_reader_behind_a_body_that_turns_out_too_large_still_gets_it_all()
    {
        await using var f = new CacheFixture(maxStoredBodyBytes: 3 << 20);
        var sent = StreamedBodyTests.Bytes(8 << 20);
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            await exchange.WriteChunkAsync(sent);
            await exchange.WriteChunkAsync(default);
        });
        using var leader = await f.OpenAsync("/a");
        using var follower = await f.OpenAsync("/a");
        Assert.True(follower.IsCollapsed);
        var ahead = leader.OpenBody();
        var behind = follower.OpenBody();
        var (one, other) = (new byte[8 << 20], new byte[8 << 20]);
        await ahead.ReadExactlyAsync(one.AsMemory(0, 2 << 20), Token);
        var first = ahead.ReadExactlyAsync(one.AsMemory(2 << 20), Token);
        await behind.ReadExactlyAsync(other, Token);
        await first;
        Assert.Equal(sent, one);
        Assert.Equal(sent, other);
        Assert.Equal((0, 0), (await ahead.ReadAsync(one, Token), await behind.ReadAsync(other, Token)));
        Assert.Empty(await f.RecordsAsync(""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_response_that_comes_after_the_last_has_left_is_given_up()
    {
        await using var f = new CacheFixture();
        var fetcher = new DeafFetcher();
        using var cancelled = new CancellationTokenSource();
        var exchange = new Exchange(RequestHead.Get(f.Origin.At("/a"))) { IsStreamed = true };
        var sending = f.Cache.SendAsync(exchange, fetcher, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => sending);
        fetcher.Answer.SetResult();
        await fetcher.Disposed.Task.WaitAsync(Token);
        Assert.Empty(await f.RecordsAsync(""));
    }

    private sealed class DeafFetcher : IFetcher
    {
        public TaskCompletionSource Answer { get; } = new();

        public TaskCompletionSource Disposed { get; } = new();

        public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
        {
            await Answer.Task;
            var head = new ResponseHead(200, HeaderFields.Of(s_fresh));
            return new FetchedResponse(head, BodyBuffer.Empty, default, default) { Content = new Tracked(Disposed) };
        }

        private sealed class Tracked(TaskCompletionSource disposed) : MemoryStream(new byte[100])
        {
            protected override void Dispose(bool disposing) => disposed.TrySetResult();
        }
    }
}
