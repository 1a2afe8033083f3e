using Freshet.Events;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class ResilienceTests : IAsyncDisposable
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private readonly ValueFixture _fixture = new();
    private readonly Counted _counted = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_stale_value_stands_in_for_a_factory_that_fails_and_it_is_not_asked_again_at_once(bool fromStore)
    {
        var options = new ValueOptions { Lifetime = Minute, Resilience = new() { StaleFor = TimeSpan.FromHours(1), RetryAfter = TimeSpan.FromSeconds(30) } };
        var cache = _fixture.Machine();
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
        cache = fromStore ? _fixture.Machine() : cache;
        _fixture.Advance(61);
        _counted.Error = new InvalidOperationException("down");

        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
        Assert.Equal(2, _counted.Runs);
        _fixture.Advance(30);
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
        Assert.Equal(3, _counted.Runs);
        _counted.Error = null;
        _fixture.Advance(30);
        Assert.Equal(4, await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
        Assert.Equal(
            [CacheOutcome.Miss, CacheOutcome.StaleHit, CacheOutcome.StaleHit, CacheOutcome.StaleHit, CacheOutcome.Replaced],
            (await _fixture.EventsAsync()).OfType<ValueEvent>().OrderBy(e => e.At).Select(e => e.Outcome));

        _counted.Error = new InvalidOperationException("down");
        _fixture.Advance(3661);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_was_purged_or_removed_stands_in_for_nothing()
    {
        var options = new ValueOptions { Lifetime = Minute, Tags = ["tag"], Resilience = new() { StaleFor = TimeSpan.FromHours(1) } };
        var cache = _fixture.Machine();
        await cache.GetOrCreateAsync("purged", _counted.Make, options, Cancel);
        await cache.GetOrCreateAsync("removed", _counted.Make, options, Cancel);
        await cache.PurgeTagAsync("tag", Cancel);
        await cache.RemoveAsync("removed", Cancel);
        _counted.Error = new InvalidOperationException("down");

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.GetOrCreateAsync("purged", _counted.Make, options, Cancel));
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await cache.GetOrCreateAsync("removed", _counted.Make, options, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_use_near_the_end_refreshes_in_the_background_once()
    {
        var options = new ValueOptions { Lifetime = Minute, Resilience = new() { RefreshAt = 0.8 } };
        var cache = _fixture.Machine();
        var (runs, gate) = (0, new TaskCompletionSource());
        Func<CancellationToken, ValueTask<int>> make = async _ =>
        {
            if (Interlocked.Increment(ref runs) > 1)
            {
                await gate.Task;
            }

            return runs;
        };
        await cache.GetOrCreateAsync("key", make, options, Cancel);
        _fixture.Advance(47);
        await cache.GetOrCreateAsync("key", make, options, Cancel);
        _fixture.Advance(2);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(1, await cache.GetOrCreateAsync("key", make, options, Cancel));
        }

        _fixture.Advance(12);
        var waiting = cache.GetOrCreateAsync("key", make, options, Cancel).AsTask();
        gate.SetResult();
        Assert.Equal(2, await waiting);
        Assert.Equal(2, await cache.GetOrCreateAsync("key", make, options, Cancel));
        Assert.Equal(2, runs);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_refresh_that_fails_leaves_the_fresh_value_alone()
    {
        var options = new ValueOptions { Lifetime = Minute, Resilience = new() { RefreshAt = 0.5 } };
        var cache = _fixture.Local();
        await cache.GetOrCreateAsync("key", _counted.Make, options, Cancel);
        _fixture.Advance(40);
        var failed = new TaskCompletionSource();
        Assert.Equal(1, await cache.GetOrCreateAsync<int>("key", _ =>
        {
            failed.SetResult();
            throw new InvalidOperationException("down");
        }, options, Cancel));
        await failed.Task.WaitAsync(Cancel);

        Assert.True(cache.TryGet<int>("key", out _));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_slow_factory_is_left_for_the_stale_value_and_completes_in_the_background()
    {
        var options = new ValueOptions
        {
            Lifetime = Minute,
            Resilience = new() { StaleFor = TimeSpan.FromHours(1), SoftTimeout = TimeSpan.FromSeconds(1), HardTimeout = TimeSpan.FromSeconds(5) },
        };
        var cache = _fixture.Local();
        await cache.SetAsync("key", 1, options, Cancel);
        _fixture.Advance(61);
        var gate = new TaskCompletionSource<int>();
        var slow = cache.GetOrCreateAsync("key", _ => gate.Task, options, Cancel).AsTask();
        await _fixture.Time.WhenTimersAsync(1, Cancel);
        _fixture.Advance(1);

        Assert.Equal(1, await slow);
        var joined = cache.GetOrCreateAsync("key", _ => gate.Task, options, Cancel).AsTask();
        gate.SetResult(2);
        Assert.Equal(2, await joined);
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_a_stale_value_the_hard_time_out_is_the_callers_and_the_factory_still_completes()
    {
        var options = new ValueOptions { Resilience = new() { HardTimeout = TimeSpan.FromSeconds(5) } };
        var cache = _fixture.Local();
        var gate = new TaskCompletionSource<int>();
        var slow = cache.GetOrCreateAsync("key", _ => gate.Task, options, Cancel).AsTask();
        await _fixture.Time.WhenTimersAsync(1, Cancel);
        _fixture.Advance(5);

        await Assert.ThrowsAsync<TimeoutException>(() => slow);
        var joined = cache.GetOrCreateAsync("key", _ => gate.Task, cancellationToken: Cancel).AsTask();
        gate.SetResult(2);
        Assert.Equal(2, await joined);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_factory_that_must_not_complete_in_the_background_is_cancelled()
    {
        var options = new ValueOptions { Resilience = new() { HardTimeout = TimeSpan.FromSeconds(5), CompletesInBackground = false } };
        var cache = _fixture.Local();
        var cancelled = new TaskCompletionSource();
        var slow = cache.GetOrCreateAsync("key", async stopped =>
        {
            using var registration = stopped.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, stopped);
            return 1;
        }, options, Cancel).AsTask();
        await _fixture.Time.WhenTimersAsync(1, Cancel);
        _fixture.Advance(5);

        await Assert.ThrowsAsync<TimeoutException>(() => slow);
        await cancelled.Task.WaitAsync(Cancel);
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
