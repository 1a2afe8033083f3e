using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Tiers;

public sealed class TierRecoveryTests
{
    private readonly FakeTime _time = new();
    private readonly MemoryStore _inner;
    private readonly FaultyStore _slow;

    public TierRecoveryTests() => _slow = new FaultyStore(_inner = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time }));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task What_was_missed_is_replayed_though_nobody_asks_for_it()
    {
        await using TieredStore store = Make();
        await SetAsync(store, "removed", "old");
        await SetAsync(store, "changed", "old");
        await SetAsync(store, "kept", "old");
        _slow.Failing = true;
        await store.RemoveAsync("removed", Cancel);
        await SetAsync(store, "changed", "new");
        _slow.Failing = false;
        await RecoverAsync(() => _inner.Count == 1);
        Assert.NotNull(await _inner.GetAsync("kept", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Missed_clears_are_replayed_and_leave_the_rest()
    {
        await using TieredStore store = Make();
        foreach (string key in (string[])["a/1", "a/2", "ab", "b/1", "c/1"])
        {
            await SetAsync(store, key, "old");
        }

        _slow.Failing = true;
        await store.ClearAsync("a/", Cancel);
        await store.ClearAsync("b", Cancel);
        await SetAsync(store, "a/3", "new");
        _slow.Failing = false;
        await RecoverAsync(() => _inner.Count == 2);
        Assert.NotNull(await _inner.GetAsync("ab", Cancel));
        Assert.NotNull(await _inner.GetAsync("c/1", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task With_too_much_missed_all_that_the_tier_held_is_gone()
    {
        await using TieredStore store = Make(maxMissed: 3);
        foreach (string key in (string[])["a", "b", "c", "d", "e"])
        {
            await SetAsync(store, key, "old");
        }

        _slow.Failing = true;
        foreach (string key in (string[])["a", "b", "c", "d"])
        {
            await store.RemoveAsync(key, Cancel);
        }

        _slow.Failing = false;
        await RecoverAsync(() => _inner.Count == 0);
        using StoreRecord? record = await store.GetAsync("e", Cancel);
        Assert.Equal("fast", record!.Tier);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_prefix_that_is_not_cleared_yet_is_not_read_and_the_rest_is()
    {
        await using TieredStore store = Make();
        await _inner.SetAsync("a/1", "old"u8.ToArray(), cancellationToken: Cancel);
        await _inner.SetAsync("b/1", "old"u8.ToArray(), cancellationToken: Cancel);
        _slow.Failing = true;
        await store.ClearAsync("a/", Cancel);
        _slow.Failing = false;
        Assert.Null(await store.GetAsync("a/1", Cancel));
        Assert.NotNull(await store.GetAsync("b/1", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_missed_while_it_is_replayed_is_missed()
    {
        var missed = new MissedChanges(10);
        missed.Add("key");
        missed.AddPrefix("a/");
        long now = missed.Now;
        missed.Add("key");
        missed.AddPrefix("a/");
        missed.Remove("key", now);
        missed.RemovePrefix("a/", now);
        Assert.True(missed.Has("key"));
        Assert.True(missed.Has("a/1"));
        missed.Remove("key", missed.Now);
        missed.RemovePrefix("a/", missed.Now);
        Assert.False(missed.Any);
        await Task.CompletedTask;
    }

    [Fact(Timeout = 30_000)]
    public async Task A_hit_in_the_first_tier_allocates_nothing()
    {
        await using TieredStore store = Make();
        await SetAsync(store, "key", "value");
        long before = 0;
        for (int i = 0; i < 2_000; i++)
        {
            if (i == 1_000)
            {
                before = GC.GetAllocatedBytesForCurrentThread();
            }

            ValueTask<StoreRecord?> read = store.GetAsync("key", Cancel);
            Assert.True(read.IsCompletedSuccessfully);
            (await read)!.Dispose();
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1_000);
    }

    private TieredStore Make(int maxMissed = 100_000) => new(new TieredStoreOptions
    {
        Tiers = [new StoreTier("fast", new MemoryStore(new MemoryStoreOptions { Name = "fast" })), new StoreTier("slow", _slow)],
        FailuresBeforeSkipping = 2,
        MaxMissed = maxMissed,
        TimeProvider = _time,
    });

    private static Task SetAsync(TieredStore store, string key, string value) =>
        store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel).AsTask();

    private async Task RecoverAsync(Func<bool> recovered)
    {
        while (!recovered())
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(1, Cancel);
        }
    }
}
