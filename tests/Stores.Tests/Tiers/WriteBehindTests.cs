using System.Text;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Tiers;

public sealed class WriteBehindTests : IAsyncLifetime
{
    private readonly MemoryStore _fast = new();
    private readonly MemoryStore _slowInner = new();
    private readonly HeldStore _slow;
    private readonly TieredStore _store;
    private readonly StoreLog _log = new();

    public WriteBehindTests()
    {
        _slow = new HeldStore(_slowInner);
        _store = new TieredStore(new StoreTier("fast", _fast), new StoreTier("slow", _slow) { WriteBehind = true, MaxQueued = 8, MaxQueuedBytes = 10_000 });
        _store.Observe(_log);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        _slow.LetGo();
        await _store.DisposeAsync();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_returns_before_the_tier_has_it_and_a_flush_waits()
    {
        _slow.Hold();
        await SetAsync("key", "value");
        Task flush = _store.FlushAsync(Cancel).AsTask();
        Assert.False(flush.IsCompleted);
        _slow.LetGo();
        await flush;
        Assert.Equal("value", await InSlowAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_waits_to_be_written_is_read_though_no_tier_has_it()
    {
        _slow.Hold();
        await SetAsync("key", "value");
        await _fast.RemoveAsync("key", Cancel);
        using StoreRecord? record = await _store.GetAsync("key", Cancel);
        Assert.Equal(("value", "slow"), (Encoding.UTF8.GetString(record!.Value.Span), record.Tier));
    }

    [Fact(Timeout = 30_000)]
    public async Task Of_many_writes_of_a_key_the_newest_is_written()
    {
        _slow.Hold();
        for (int i = 0; i < 100; i++)
        {
            await SetAsync("key", $"{i}");
        }

        _slow.LetGo();
        await _store.FlushAsync(Cancel);
        Assert.Equal("99", await InSlowAsync("key"));
        Assert.True(_slow.Calls <= 2);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_removal_waits_for_the_write_that_is_under_way_and_wins()
    {
        _slow.Hold();
        await SetAsync("key", "one");
        await _slow.WhenWaitingAsync(1, Cancel);
        await SetAsync("key", "two");
        Task<bool> removal = _store.RemoveAsync("key", Cancel).AsTask();
        Assert.False(removal.IsCompleted);
        _slow.LetGo();
        Assert.True(await removal);
        Assert.Null(await InSlowAsync("key"));
        Assert.Null(await _store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_the_queue_has_no_room_for_is_an_event_and_never_read_old_from_the_tier()
    {
        await SetAsync("key 9", "old");
        await SetAsync("large", "old");
        await _store.FlushAsync(Cancel);
        _slow.Hold();
        for (int i = 0; i < 10; i++)
        {
            await SetAsync($"key {i}", "new");
        }

        await _store.SetAsync("large", new byte[10_001], cancellationToken: Cancel);
        Assert.Equal(3, _log.Lines.Count(l => l.StartsWith("failed slow write behind", StringComparison.Ordinal)));
        await _fast.ClearAsync(cancellationToken: Cancel);
        _slow.LetGo();
        await _store.FlushAsync(Cancel);
        Assert.Equal("new", await InSlowAsync("key 0"));
        Assert.Null(await _store.GetAsync("key 9", Cancel));
        Assert.Null(await _store.GetAsync("large", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_clear_takes_what_waits_too()
    {
        _slow.Hold();
        await SetAsync("a/1", "value");
        await SetAsync("b/1", "value");
        Task<long> clearing = _store.ClearAsync("a/", Cancel).AsTask();
        _slow.LetGo();
        Assert.Equal(1, await clearing);
        await _store.FlushAsync(Cancel);
        Assert.Null(await InSlowAsync("a/1"));
        Assert.Equal("value", await InSlowAsync("b/1"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposal_writes_what_waits()
    {
        MemoryStore kept = new();
        HeldStore slow = new(new Undisposed(kept));
        TieredStore store = new(new StoreTier("fast", new MemoryStore()), new StoreTier("slow", slow) { WriteBehind = true });
        slow.Hold();
        for (int i = 0; i < 50; i++)
        {
            await store.SetAsync($"{i}", new byte[i], cancellationToken: Cancel);
        }

        Task disposal = store.DisposeAsync().AsTask();
        slow.LetGo();
        await disposal;
        Assert.Equal(50, kept.Count);
    }

    private Task SetAsync(string key, string value) => _store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel).AsTask();

    private async Task<string?> InSlowAsync(string key)
    {
        using StoreRecord? record = await _slowInner.GetAsync(key, Cancel);
        return record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
    }

    private sealed class Undisposed(ICacheStore inner) : ICacheStore
    {
        public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

        public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            inner.SetAsync(key, value, expires, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => inner.RemoveAsync(key, cancellationToken);

        public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) => inner.ScanAsync(prefix, cancellationToken);

        public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => inner.ClearAsync(prefix, cancellationToken);

        public ValueTask DisposeAsync() => default;
    }
}
