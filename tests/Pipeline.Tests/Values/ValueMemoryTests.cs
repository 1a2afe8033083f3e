using Freshet.Events;
using Freshet.Values;

namespace Freshet.Tests.Values;

public sealed class ValueMemoryTests : IAsyncDisposable
{
    private readonly ValueFixture _fixture = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Objects_are_shared_and_copies_are_each_callers_own()
    {
        var shared = _fixture.Local();
        var copied = _fixture.Local(new ValueCacheOptions { Memory = new() { Mode = ValueMemoryMode.Copies } });
        var list = new List<int> { 1 };
        await shared.SetAsync("key", list, cancellationToken: Cancel);
        await copied.SetAsync("key", list, cancellationToken: Cancel);
        list.Add(2);

        Assert.Same(list, (await shared.GetAsync<List<int>>("key", Cancel)).Value);
        var own = (await copied.GetAsync<List<int>>("key", Cancel)).Value!;
        Assert.Equal([1], own);
        own.Add(3);
        Assert.Equal([1], await copied.GetOrCreateAsync("key", _ => new ValueTask<List<int>>([]), cancellationToken: Cancel));
        Assert.True(copied.TryGet("key", out List<int>? again));
        Assert.Equal([1], again);
    }

    [Fact(Timeout = 30_000)]
    public async Task Callers_who_waited_together_get_copies_of_their_own()
    {
        var cache = _fixture.Local(new ValueCacheOptions { Memory = new() { Mode = ValueMemoryMode.Copies } });
        var gate = new TaskCompletionSource<List<int>>();
        var callers = Enumerable.Range(0, 5).Select(_ => cache.GetOrCreateAsync("key", _ => gate.Task, cancellationToken: Cancel).AsTask()).ToArray();
        gate.SetResult([1]);

        Assert.Equal(5, (await Task.WhenAll(callers)).Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact(Timeout = 30_000)]
    public async Task Memory_holds_no_more_than_its_bounds()
    {
        var cache = _fixture.Local(new ValueCacheOptions { Memory = new() { MaxCount = 100, MaxSize = 1000 } });
        for (var i = 0; i < 1000; i++)
        {
            await cache.SetAsync($"{i}", i, cancellationToken: Cancel);
            Assert.InRange(cache.Info.Count, 1, 100);
        }

        Assert.Equal(900, cache.Info.Evictions);
        for (var i = 0; i < 100; i++)
        {
            await cache.SetAsync($"big {i}", i, new ValueOptions { Size = 100 }, Cancel);
            Assert.InRange(cache.Info.Size, 1, 1000);
        }

        await cache.SetAsync("too big", 1, new ValueOptions { Size = 1001 }, Cancel);
        Assert.False(await cache.HasAsync("too big", Cancel));
        Assert.Equal(cache.Info.Evictions, (await _fixture.EventsAsync()).OfType<StoreEvent.Evicted>().Count());
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_used_outlasts_a_scan()
    {
        var cache = _fixture.Local(new ValueCacheOptions { Memory = new() { MaxCount = 100 } });
        for (var i = 0; i < 50; i++)
        {
            await cache.SetAsync($"used {i}", i, cancellationToken: Cancel);
            Assert.True(cache.TryGet($"used {i}", out int _));
        }

        for (var i = 0; i < 1000; i++)
        {
            await cache.SetAsync($"scan {i}", i, cancellationToken: Cancel);
        }

        Assert.InRange(Enumerable.Range(0, 50).Count(i => cache.TryGet($"used {i}", out int _)), 45, 50);
    }

    [Fact(Timeout = 30_000)]
    public async Task Priority_decides_who_goes_first()
    {
        var cache = _fixture.Local(new ValueCacheOptions { Memory = new() { MaxCount = 100 } });
        foreach (var priority in (ValuePriority[])[ValuePriority.Low, ValuePriority.High, ValuePriority.Pinned])
        {
            for (var i = 0; i < 10; i++)
            {
                await cache.SetAsync($"{priority} {i}", i, new ValueOptions { Priority = priority }, Cancel);
            }
        }

        for (var i = 0; i < 200; i++)
        {
            await cache.SetAsync($"{i}", i, cancellationToken: Cancel);
        }

        Assert.Equal((0, 10, 10), (Left(ValuePriority.Low), Left(ValuePriority.High), Left(ValuePriority.Pinned)));
        for (var i = 0; i < 5000; i++)
        {
            await cache.SetAsync($"{i}", i, cancellationToken: Cancel);
        }

        Assert.Equal(10, Left(ValuePriority.Pinned));
        Assert.InRange(cache.Info.Count, 1, 100);

        int Left(ValuePriority priority) => Enumerable.Range(0, 10).Count(i => cache.TryGet($"{priority} {i}", out int _));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_nobody_asks_for_leaves_when_its_time_is_over()
    {
        var cache = _fixture.Local();
        for (var i = 0; i < 100; i++)
        {
            await cache.SetAsync($"old {i}", i, new ValueOptions { Lifetime = TimeSpan.FromSeconds(1) }, Cancel);
        }

        _fixture.Advance(2);
        for (var i = 0; i < 300; i++)
        {
            await cache.SetAsync($"new {i}", i, cancellationToken: Cancel);
        }

        Assert.Equal(300, cache.Info.Count);
        Assert.Equal(100, cache.Info.Expirations);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_of_another_type_is_made_anew()
    {
        var cache = _fixture.Local();
        await cache.SetAsync("key", "text", cancellationToken: Cancel);

        Assert.False(cache.TryGet("key", out int _));
        Assert.Equal(5, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(5), cancellationToken: Cancel));
        Assert.Equal(5, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(6), cancellationToken: Cancel));
        Assert.Equal<object>(5, await cache.GetOrCreateAsync("key", _ => new ValueTask<object>(6), cancellationToken: Cancel));
    }

    public ValueTask DisposeAsync() => _fixture.DisposeAsync();
}
