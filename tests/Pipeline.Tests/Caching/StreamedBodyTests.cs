using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

public sealed class StreamedBodyTests
{
    private const string Chunked = "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n";
    private static readonly (string, string) s_fresh = ("Cache-Control", "max-age=60");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(100_000)]
    [InlineData(StoreLimits.MaxSegmentBytes)]
    [InlineData((3 * StoreLimits.MaxSegmentBytes) + 17)]
    public async Task What_is_read_to_its_end_is_stored_and_answers_the_next(int length)
    {
        await using var f = new CacheFixture();
        var sent = Bytes(length);
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, sent, s_fresh));
        var first = await f.StreamAsync("/a");
        var second = await f.StreamAsync("/a");
        Assert.Equal((CacheOutcome.Miss, CacheOutcome.Hit), (first.Outcome, second.Outcome));
        Assert.Equal(sent, first.Body);
        Assert.Equal(sent, second.Body);
        Assert.Single(f.Origin.Requests);
        Assert.Equal(length, (await f.RecordsAsync("b/")).Sum(entry => entry.Bytes));
        Assert.Single((await f.EventsAsync()).OfType<StoreEvent.Stored>(), stored => stored.Bytes == length);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_chunk_reaches_the_reader_before_the_next_is_sent()
    {
        await using var f = new CacheFixture();
        var next = new SemaphoreSlim(0);
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync(Chunked);
            for (var i = 0; i < 5; i++)
            {
                await exchange.WriteChunkAsync(Encoding.ASCII.GetBytes($"event {i}"));
                await next.WaitAsync(exchange.Stopping);
            }

            await exchange.WriteChunkAsync(default);
        });
        using var exchange = await f.OpenAsync("/a");
        var body = exchange.OpenBody();
        var buffer = new byte[100];
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal($"event {i}", Encoding.ASCII.GetString(buffer, 0, await body.ReadAsync(buffer, Token)));
            next.Release();
        }

        Assert.Equal(0, await body.ReadAsync(buffer, Token));
        Assert.Equal(CacheOutcome.Hit, (await f.GetAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_aborted_read_stores_nothing_and_ends_the_connection()
    {
        await using var f = new CacheFixture();
        var left = new TaskCompletionSource();
        f.Origin.Map("/a", async exchange =>
        {
            try
            {
                await exchange.WriteAsync(Chunked);
                while (true)
                {
                    await exchange.WriteChunkAsync(new byte[64 << 10]);
                }
            }
            catch (IOException)
            {
                left.SetResult();
                throw;
            }
        });
        using (var exchange = await f.OpenAsync("/a"))
        {
            await exchange.OpenBody().ReadExactlyAsync(new byte[3 << 20], Token);
        }

        await left.Task.WaitAsync(Token);
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "Incomplete" });
        Assert.Empty(await f.RecordsAsync(""));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("Content-Length: 3000000\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n200000\r\n")]
    public async Task A_body_that_is_cut_short_is_an_IOException_and_stores_nothing(string framing)
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\n{framing}");
            await exchange.WriteAsync(new byte[2_000_000]);
            exchange.Close();
        });
        using (var exchange = await f.OpenAsync("/a"))
        {
            var body = exchange.OpenBody();
            await body.ReadExactlyAsync(new byte[2_000_000], Token);
            await Assert.ThrowsAnyAsync<IOException>(() => body.ReadAsync(new byte[1], Token).AsTask());
        }

        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "Incomplete" });
        Assert.Empty(await f.RecordsAsync(""));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_over_the_limit_passes_through(bool announced)
    {
        await using var f = new CacheFixture(maxStoredBodyBytes: 2_500_000);
        var sent = Bytes(5_000_000);
        f.Origin.Map("/a", async exchange =>
        {
            if (announced)
            {
                await exchange.SendAsync(200, sent, s_fresh);
                return;
            }

            await exchange.WriteAsync(Chunked);
            await exchange.WriteChunkAsync(sent);
            await exchange.WriteChunkAsync(default);
        });
        Assert.Equal(sent, (await f.StreamAsync("/a")).Body);
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "BodyTooLarge" });
        Assert.Empty(await f.RecordsAsync(""));
        Assert.Equal(sent, (await f.StreamAsync("/a")).Body);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_later_segment_that_is_missing_ends_the_stream_and_removes_the_entry()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, Bytes(5 << 20), s_fresh));
        await f.StreamAsync("/a");
        await f.Memory.RemoveAsync((await f.RecordsAsync("b/")).Single(entry => entry.Key.EndsWith("/3", StringComparison.Ordinal)).Key, Token);
        await Assert.ThrowsAsync<IOException>(() => f.StreamAsync("/a"));
        Assert.Empty(await f.RecordsAsync(""));
        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.Corrupt);
        Assert.Equal(CacheOutcome.Miss, (await f.StreamAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_first_segment_that_is_missing_makes_a_miss()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, Bytes(3 << 20), s_fresh));
        await f.StreamAsync("/a");
        await f.Memory.RemoveAsync((await f.RecordsAsync("b/")).Single(entry => entry.Key.EndsWith("/0", StringComparison.Ordinal)).Key, Token);
        Assert.Equal(CacheOutcome.Miss, (await f.StreamAsync("/a")).Outcome);
        Assert.Equal(CacheOutcome.Hit, (await f.StreamAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_reads_a_stored_body_keeps_it_while_another_replaces_it()
    {
        await using var f = new CacheFixture();
        var sent = Bytes(4 << 20);
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, sent, s_fresh));
        await f.StreamAsync("/a");
        using (var slow = await f.OpenAsync("/a"))
        {
            var old = sent;
            sent = Bytes(3 << 20);
            Assert.Equal(CacheOutcome.Replaced, (await f.StreamAsync("/a", ("Cache-Control", "no-cache"))).Outcome);
            var body = new MemoryStream();
            await slow.OpenBody().CopyToAsync(body, Token);
            Assert.Equal(old, body.ToArray());
        }

        Assert.Equal(3, (await f.RecordsAsync("b/")).Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_large_body_is_freshened_and_streamed()
    {
        await using var f = new CacheFixture();
        var sent = Bytes(3 << 20);
        f.Origin.Map("/a", exchange => exchange.Request["If-None-Match"] is null
            ? exchange.SendAsync(200, sent, s_fresh, ("ETag", "\"1\""))
            : exchange.SendAsync(304, "", s_fresh, ("ETag", "\"1\"")));
        await f.StreamAsync("/a");
        f.Time.Advance(TimeSpan.FromMinutes(2));
        var (outcome, body) = await f.StreamAsync("/a");
        Assert.Equal(CacheOutcome.Revalidated, outcome);
        Assert.Equal(sent, body);
        Assert.Equal(CacheOutcome.Hit, (await f.StreamAsync("/a")).Outcome);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_response_that_was_under_way_when_its_URI_was_invalidated_is_not_stored()
    {
        await using var f = new CacheFixture();
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, Bytes(2 << 20), s_fresh));
        using (var exchange = await f.OpenAsync("/a"))
        {
            await f.Cache.InvalidateAsync(f.Origin.At("/a"), Token);
            Assert.Equal(CacheOutcome.Miss, (await f.StreamAsync("/a")).Outcome);
            await exchange.OpenBody().CopyToAsync(Stream.Null, Token);
        }

        Assert.Contains(await f.EventsAsync(), item => item is StoreEvent.NotStored { Reason: "Invalidated" });
        Assert.Equal(2, (await f.RecordsAsync("b/")).Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_wants_whole_bodies_gets_them_from_a_streaming_fetcher()
    {
        await using var f = new CacheFixture();
        var sent = Bytes(3 << 20);
        f.Origin.Map("/a", exchange => exchange.SendAsync(200, sent, s_fresh));
        using var exchange = await f.Cache.SendAsync(Http.RequestHead.Get(f.Origin.At("/a")), f.StreamingFetcher, Token);
        Assert.False(exchange.IsBodyUnread);
        Assert.Equal(sent, exchange.Body.Bytes.ToArray());
    }

    internal static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Random.Shared.NextBytes(bytes);
        return bytes;
    }
}
