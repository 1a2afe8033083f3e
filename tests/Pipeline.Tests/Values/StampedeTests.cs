using Freshet.Events;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class StampedeTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ten_thousand_callers_of_a_cold_key_run_the_factory_once(bool shared)
    {
        var cache = shared ? _fixture.Machine() : _fixture.Local();
        var (runs, gate) = (0, new TaskCompletionSource());

        var callers = Enumerable.Range(0, 10_000).Select(_ => Task.Run(async () => await cache.GetOrCreateAsync("key", async _ =>
        {
            Interlocked.Increment(ref runs);
            await gate.Task;
            return new object();
        }))).ToArray();
        await Task.Delay(1, Cancel);
        gate.SetResult();
        var values = await Task.WhenAll(callers);

        Assert.Equal(1, runs);
        Assert.Single(values.Distinct());
        Assert.Equal((9_999, 1), (cache.Info.Hits, cache.Info.Misses));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_any_gate_the_factory_still_runs_once()
    {
        for (var round = 0; round < 50; round++)
        {
            var (cache, counted) = (_fixture.Local(), new Counted());
            await Parallel.ForAsync(0, 64, Cancel, async (_, cancel) => await cache.GetOrCreateAsync("key", counted.Make, cancellationToken: cancel));
            Assert.Equal(1, counted.Runs);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task The_first_callers_cancellation_does_not_harm_the_others()
    {
        var cache = _fixture.Local();
        var (gate, started) = (new TaskCompletionSource<int>(), new TaskCompletionSource());
        using var first = new CancellationTokenSource();
        var one = cache.GetOrCreateAsync("key", Make, cancellationToken: first.Token).AsTask();
        await started.Task.WaitAsync(Cancel);
        var two = cache.GetOrCreateAsync("key", Make, cancellationToken: Cancel).AsTask();
        await first.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        gate.SetResult(7);
        Assert.Equal(7, await two);

        async ValueTask<int> Make(CancellationToken cancel)
        {
            started.TrySetResult();
            return await gate.Task.WaitAsync(cancel);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task The_last_callers_cancellation_cancels_the_factory_and_the_next_caller_starts_anew()
    {
        var cache = _fixture.Local();
        using var cancel = new CancellationTokenSource();
        var (cancelled, runs) = (new TaskCompletionSource(), 0);
        var callers = Enumerable.Range(0, 10).Select(_ => cache.GetOrCreateAsync("key", MakeAsync, cancellationToken: cancel.Token).AsTask()).ToArray();
        await cancel.CancelAsync();

        foreach (var caller in callers)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => caller);
        }

        await cancelled.Task.WaitAsync(Cancel);
        Assert.Equal(2, await cache.GetOrCreateAsync("key", MakeAsync, cancellationToken: Cancel));

        async ValueTask<int> MakeAsync(CancellationToken stopped)
        {
            if (Interlocked.Increment(ref runs) == 2)
            {
                return 2;
            }

            using var registration = stopped.Register(() => cancelled.TrySetResult());
            await Task.Delay(Timeout.Infinite, stopped);
            return 0;
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failure_is_everybodys_who_waited()
    {
        var cache = _fixture.Local();
        var gate = new TaskCompletionSource<int>();
        var callers = Enumerable.Range(0, 10).Select(_ => cache.GetOrCreateAsync("key", _ => gate.Task, cancellationToken: Cancel).AsTask()).ToArray();
        gate.SetException(new InvalidOperationException("no"));

        foreach (var caller in callers)
        {
            await Assert.ThrowsAsync<InvalidOperationException>(() => caller);
        }

        Assert.Equal(Enumerable.Repeat(CacheOutcome.Failed, 10), await _fixture.OutcomesAsync());
    }

    [Theory(Timeout = 30_000)]
    [InlineData("set")]
    [InlineData("remove")]
    [InlineData("clear")]
    [InlineData("clear prefix")]
    public async Task A_value_that_was_begun_before_a_change_is_not_stored_after_it(string change)
    {
        var cache = _fixture.Machine();
        var gate = new TaskCompletionSource<int>();
        var slow = cache.GetOrCreateAsync("key", _ => gate.Task, cancellationToken: Cancel).AsTask();
        await (change switch
        {
            "set" => cache.SetAsync("key", 2, cancellationToken: Cancel),
            "remove" => new ValueTask(cache.RemoveAsync("key", Cancel).AsTask()),
            "clear" => cache.ClearAsync(Cancel),
            _ => new ValueTask(cache.ClearAsync("k", Cancel).AsTask()),
        });
        gate.SetResult(1);

        Assert.Equal(1, await slow);
        var found = await cache.GetAsync<int>("key", Cancel);
        Assert.Equal(change == "set" ? (true, 2) : (false, 0), (found.HasValue, found.Value));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_that_was_begun_before_a_purge_of_its_tag_does_not_count_after_it()
    {
        var cache = _fixture.Machine();
        var gate = new TaskCompletionSource<int>();
        var slow = cache.GetOrCreateAsync("key", _ => gate.Task, new ValueOptions { Tags = ["tag"] }, Cancel).AsTask();
        await cache.PurgeTagAsync("tag", Cancel);
        gate.SetResult(1);

        Assert.Equal(1, await slow);
        Assert.False((await cache.GetAsync<int>("key", Cancel)).HasValue);
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposal_cancels_what_runs()
    {
        var cache = _fixture.Local();
        var slow = cache.GetOrCreateAsync("key", async stopped =>
        {
            await Task.Delay(Timeout.Infinite, stopped);
            return 1;
        }, cancellationToken: Cancel).AsTask();
        await cache.DisposeAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => slow);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(1), cancellationToken: Cancel));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
