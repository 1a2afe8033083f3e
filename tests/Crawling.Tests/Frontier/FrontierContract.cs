using System.Text;
using Freshet.Frontiers;
using Freshet.Tests.Kit;
using Freshet.Urls;

namespace Freshet.Tests.Frontier;

/// <summary>What every frontier does; a frontier's tests inherit it.</summary>
public abstract class FrontierContract
{
    protected const string Local = "http://localhost/";

    protected FakeTime Time { get; } = new();

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected abstract IFrontier Create(FrontierOptions? options = null);

    protected static ValueTask Add(IFrontier frontier, params string[] urls) =>
        frontier.AddAsync(urls.Select(u => CrawlRequest.To(CanonicalUrl.Parse(u))).ToArray(), Token);

    protected static async Task<string?> Take(IFrontier frontier) => (await frontier.LeaseAsync(Token))?.Url.Value;

    [Fact(Timeout = 30_000)]
    public async Task A_request_comes_back_as_it_was_added()
    {
        await using var frontier = Create();
        var request = new CrawlRequest(
            Encoding.ASCII.GetBytes("https://localhost:8443/a/b?q=1"), 300, -7, Encoding.ASCII.GetBytes("http://example.org/from"));
        await frontier.AddAsync(new[] { request }, Token);
        var lease = await frontier.LeaseAsync(Token);
        Assert.NotNull(lease);
        Assert.Equal("https://localhost:8443/a/b?q=1", lease.Url.Value);
        Assert.Equal((300, -7, 1), (lease.Depth, lease.Request.Priority, lease.Attempt));
        Assert.Equal("http://example.org/from", lease.Referrer?.Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_is_asked_in_the_order_of_priority_and_then_of_adding()
    {
        await using var frontier = Create();
        CrawlRequest[] requests =
        [
            .. new[] { ("c", 1), ("a", 0), ("d", 1), ("b", 0), ("first", -1) }
                .Select(r => CrawlRequest.To(CanonicalUrl.Parse(Local + r.Item1), 0, r.Item2)),
        ];
        await frontier.AddAsync(requests, Token);
        foreach (var expected in new[] { "first", "a", "b", "c", "d" })
        {
            Assert.Equal(Local + expected, await Take(frontier));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Hosts_take_turns()
    {
        await using var frontier = Create();
        await Add(frontier, "http://a.localhost/1", "http://a.localhost/2", "http://a.localhost/3", "http://b.localhost/1", "http://c.localhost/1");
        var hosts = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            hosts.Add((await frontier.LeaseAsync(Token))!.Url.Host[..1]);
        }

        Assert.Equal(["a", "b", "c", "a", "a"], hosts);
    }

    [Fact(Timeout = 30_000)]
    public async Task Between_two_requests_to_a_host_its_delay_passes()
    {
        await using var frontier = Create();
        await Add(frontier, "http://example.org/1", "http://example.org/2", "http://localhost/");
        Assert.Equal("http://example.org/1", await Take(frontier));
        Assert.Equal("http://localhost/", await Take(frontier));
        var second = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.False(second.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal("http://example.org/2", (await second)!.Url.Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_has_no_more_leases_than_connections()
    {
        await using var frontier = Create();
        await Add(frontier, "http://example.org/1", "https://example.org/2", "http://example.org:8080/3");
        var first = await frontier.LeaseAsync(Token);
        Time.Advance(TimeSpan.FromSeconds(1));
        await frontier.LeaseAsync(Token);
        var third = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromHours(1));
        Assert.False(third.IsCompleted);
        Assert.True(await frontier.CompleteAsync(first!, LeaseOutcome.Done, Token));
        Assert.Equal("http://example.org:8080/3", (await third)!.Url.Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task Politeness_can_be_set_for_one_host()
    {
        var politeness = new PolitenessOptions { ForHost = host => host == "fast.example" ? HostPoliteness.Unlimited : null };
        await using var frontier = Create(new FrontierOptions { Politeness = politeness });
        await Add(frontier, "http://fast.example/1", "http://fast.example/2", "http://fast.example/3");
        for (var i = 1; i <= 3; i++)
        {
            Assert.Equal($"http://fast.example/{i}", await Take(frontier));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_delay_that_is_set_reckons_from_the_last_request()
    {
        await using var frontier = Create();
        await Add(frontier, "http://example.org/1", "http://example.org/2", "http://example.org/3");
        var first = await frontier.LeaseAsync(Token);
        await frontier.CompleteAsync(first!, LeaseOutcome.Done, Token);
        frontier.SetDelay("example.org", TimeSpan.FromSeconds(10));
        var second = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(second.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        await second;
        var third = frontier.LeaseAsync(Token).AsTask();
        Assert.False(third.IsCompleted);
        frontier.SetDelay("example.org", TimeSpan.Zero);
        Assert.NotNull(await third);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_blocked_host_waits_and_holds_nobody_up()
    {
        await using var frontier = Create();
        frontier.BlockUntil("example.org", Time.Now.AddMinutes(1));
        await Add(frontier, "http://example.org/1", Local);
        Assert.Equal(Local, await Take(frontier));
        var blocked = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(59.9));
        Assert.False(blocked.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("http://example.org/1", (await blocked)!.Url.Value);
    }

    [Fact(Timeout = 30_000)]
    public async Task It_is_drained_when_adding_is_complete_and_nothing_is_queued_or_leased()
    {
        await using var frontier = Create();
        await Add(frontier, Local);
        var lease = await frontier.LeaseAsync(Token);
        var waiting = frontier.LeaseAsync(Token).AsTask();
        frontier.CompleteAdding();
        Assert.False(waiting.IsCompleted);
        await Add(frontier, Local + "found");
        var found = await waiting;
        await frontier.CompleteAsync(lease!, LeaseOutcome.Done, Token);
        waiting = frontier.LeaseAsync(Token).AsTask();
        Assert.False(waiting.IsCompleted);
        await frontier.CompleteAsync(found!, LeaseOutcome.Failed, Token);
        Assert.Null(await waiting);
        Assert.Null(await frontier.LeaseAsync(Token));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Add(frontier, Local).AsTask());
        Assert.Equal((2, 1, 1), (frontier.Counts.Added, frontier.Counts.Done, frontier.Counts.Failed));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_empty_frontier_is_drained_when_adding_is_complete()
    {
        await using var frontier = Create();
        var waiting = frontier.LeaseAsync(Token).AsTask();
        frontier.CompleteAdding();
        Assert.Null(await waiting);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_retried_request_comes_back_at_its_time_and_counts_its_attempts()
    {
        await using var frontier = Create();
        await Add(frontier, Local);
        frontier.CompleteAdding();
        var lease = await frontier.LeaseAsync(Token);
        await frontier.CompleteAsync(lease!, LeaseOutcome.Retry(Time.Now.AddSeconds(30)), Token);
        var again = frontier.LeaseAsync(Token).AsTask();
        Time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(again.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(1));
        lease = await again;
        Assert.Equal((Local, 2), (lease!.Url.Value, lease.Attempt));
        await frontier.CompleteAsync(lease, LeaseOutcome.Retry(Time.Now), Token);
        Assert.Equal(3, (await frontier.LeaseAsync(Token))!.Attempt);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lease_ends_once()
    {
        await using var frontier = Create();
        await Add(frontier, Local);
        var lease = await frontier.LeaseAsync(Token);
        Assert.True(await frontier.CompleteAsync(lease!, LeaseOutcome.Done, Token));
        Assert.False(await frontier.CompleteAsync(lease!, LeaseOutcome.Retry(Time.Now), Token));
        Assert.Equal((0, 0, 1), (frontier.Counts.Queued, frontier.Counts.Leased, frontier.Counts.Done));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lease_of_another_frontier_is_refused()
    {
        await using var frontier = Create();
        await using var other = Create();
        await Add(other, Local);
        var lease = await other.LeaseAsync(Token);
        await Assert.ThrowsAsync<ArgumentException>(() => frontier.CompleteAsync(lease!, LeaseOutcome.Done, Token).AsTask());
        Assert.True(await other.CompleteAsync(lease!, LeaseOutcome.Done, Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_lease_that_outlives_its_frontier_has_ended()
    {
        var frontier = Create();
        await Add(frontier, Local);
        var lease = await frontier.LeaseAsync(Token);
        await frontier.DisposeAsync();
        Assert.False(await frontier.CompleteAsync(lease!, LeaseOutcome.Retry(Time.Now), Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_retried_request_outlives_what_is_known_of_its_host()
    {
        await using var frontier = Create();
        await Add(frontier, Local);
        var lease = await frontier.LeaseAsync(Token);
        await frontier.CompleteAsync(lease!, LeaseOutcome.Retry(Time.Now.AddMinutes(1)), Token);
        await Add(frontier, Local + "2");
        await frontier.CompleteAsync((await frontier.LeaseAsync(Token))!, LeaseOutcome.Done, Token);
        Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(Local, await Take(frontier));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cancelled_wait_leases_nothing()
    {
        await using var frontier = Create();
        using var cancellation = new CancellationTokenSource();
        var cancelled = frontier.LeaseAsync(cancellation.Token).AsTask();
        var other = frontier.LeaseAsync(Token).AsTask();
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        await Add(frontier, Local);
        Assert.Equal(Local, (await other)!.Url.Value);
        Assert.Equal(1, frontier.Counts.Leased);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stopped_frontier_leases_nothing_and_takes_back_what_is_leased()
    {
        await using var frontier = Create();
        await Add(frontier, Local, "http://example.org/");
        var lease = await frontier.LeaseAsync(Token);
        await frontier.LeaseAsync(Token);
        var waiting = frontier.LeaseAsync(Token).AsTask();
        frontier.Stop();
        Assert.Null(await waiting);
        await Add(frontier, Local + "late");
        Assert.Null(await frontier.LeaseAsync(Token));
        Assert.True(await frontier.CompleteAsync(lease!, LeaseOutcome.Done, Token));
        Assert.Equal((1, 1, 1), (frontier.Counts.Queued, frontier.Counts.Leased, frontier.Counts.Done));
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_waits_when_it_is_disposed_gets_nothing()
    {
        var frontier = Create();
        var waiting = frontier.LeaseAsync(Token).AsTask();
        await frontier.DisposeAsync();
        Assert.Null(await waiting);
        await frontier.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => frontier.LeaseAsync(Token).AsTask());
    }

    [Theory(Timeout = 30_000)]
    [InlineData("")]
    [InlineData("mailto:me@example.org")]
    [InlineData("http://example.org")]
    [InlineData("http:///path")]
    public async Task What_is_no_canonical_URL_is_refused_with_the_whole_batch(string url)
    {
        await using var frontier = Create();
        CrawlRequest[] batch = [CrawlRequest.To(CanonicalUrl.Parse(Local)), new(Encoding.ASCII.GetBytes(url))];
        await Assert.ThrowsAsync<ArgumentException>(() => frontier.AddAsync(batch, Token).AsTask());
        Assert.Equal(0, frontier.Counts.Added);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_lessees_neither_lose_nor_repeat_a_request()
    {
        const int Fanout = 3;
        const int Depth = 9;
        await using var frontier = Create();
        await Add(frontier, "http://a.localhost/", "http://b.localhost/");
        frontier.CompleteAdding();
        var seen = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(Work, Token)));

        var expected = 2 * ((int)Math.Pow(Fanout, Depth + 1) - 1) / (Fanout - 1);
        Assert.Equal(expected, seen.Count);
        Assert.All(seen.Values, count => Assert.Equal(1, count));
        Assert.Equal((expected, 0, 0, expected), (frontier.Counts.Added, frontier.Counts.Queued, frontier.Counts.Leased, frontier.Counts.Done));

        async Task Work()
        {
            while (await frontier.LeaseAsync(Token) is { } lease)
            {
                seen.AddOrUpdate(lease.Url.Value, 1, (_, n) => n + 1);
                if (lease.Depth < Depth)
                {
                    var found = Enumerable.Range(0, Fanout)
                        .Select(i => CrawlRequest.To(CanonicalUrl.Parse($"{lease.Url.Value}{i}/"), lease.Depth + 1)).ToArray();
                    await frontier.AddAsync(found, Token);
                }

                if (lease.Id % 64 == 0)
                {
                    await Task.Yield();
                }

                Assert.True(await frontier.CompleteAsync(lease, LeaseOutcome.Done, Token));
            }
        }
    }
}
