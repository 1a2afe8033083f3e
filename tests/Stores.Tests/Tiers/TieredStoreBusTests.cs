using System.Collections.Immutable;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Tiers;

public sealed class TieredStoreBusTests : IAsyncLifetime
{
    private readonly List<LocalBus> _buses = [];
    private readonly MemoryStore _shared = new();
    private readonly FaultyStore _sharedOfOne;
    private readonly MemoryStore _memoryOfOne = new();
    private readonly MemoryStore _memoryOfTwo = new();
    private readonly TieredStore _one;
    private readonly TieredStore _two;

    public TieredStoreBusTests()
    {
        _sharedOfOne = new FaultyStore(_shared);
        _one = Make(_memoryOfOne, _sharedOfOne);
        _two = Make(_memoryOfTwo, _shared);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_write_a_removal_and_a_clear_reach_the_memory_of_the_other()
    {
        await SetAsync(_one, "key", "one");
        Assert.Equal("one", await ReadAsync(_two, "key"));
        await SetAsync(_one, "key", "two");
        Assert.Equal("two", await ReadAsync(_two, "key"));
        await _one.RemoveAsync("key", Cancel);
        Assert.Null(await ReadAsync(_two, "key"));
        await SetAsync(_one, "a/1", "one");
        await ReadAsync(_two, "a/1");
        await _one.ClearAsync("a/", Cancel);
        Assert.Null(await ReadAsync(_two, "a/1"));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_the_shared_tier_holds_is_left_to_who_changed_it()
    {
        await SetAsync(_one, "key", "value");
        Assert.NotNull(await _shared.GetAsync("key", Cancel));
        Assert.NotNull(await _memoryOfOne.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_segments_of_bodies_are_told_only_when_they_are_removed()
    {
        await SetAsync(_one, "b/0123/0", "value");
        Assert.Empty(_buses[0].Published);
        await _one.RemoveAsync("b/0123/0", Cancel);
        Assert.Single(_buses[0].Published);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_purge_that_the_shared_tier_missed_is_told_again_when_it_has_it()
    {
        await SetAsync(_one, "key", "old");
        _sharedOfOne.Failing = true;
        await _one.RemoveAsync("key", Cancel);
        Assert.Equal("old", await ReadAsync(_two, "key"));
        _sharedOfOne.Failing = false;
        while (await ReadAsync(_two, "key") is not null)
        {
            await Task.Delay(1, Cancel);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_written_behind_is_told_when_it_is_written()
    {
        HeldStore held = new(_shared);
        LocalBus bus = new(_buses);
        await using TieredStore behind = new(new TieredStoreOptions
        {
            Tiers = [new StoreTier("memory", new MemoryStore()), new StoreTier("shared", held) { WriteBehind = true }], Bus = bus,
        });
        await SetAsync(_two, "key", "old");
        held.Hold();
        await SetAsync(behind, "key", "new");
        Assert.Empty(bus.Published);
        Assert.Equal("old", await ReadAsync(_two, "key"));
        held.LetGo();
        await behind.FlushAsync(Cancel);
        while (bus.Published.IsEmpty)
        {
            await Task.Delay(1, Cancel);
        }

        Assert.Equal("new", await ReadAsync(_two, "key"));
    }

    private TieredStore Make(ICacheStore memory, ICacheStore shared) => new(new TieredStoreOptions
    {
        Tiers = [new StoreTier("memory", memory), new StoreTier("shared", shared)], Bus = new LocalBus(_buses),
    });

    private static Task SetAsync(TieredStore store, string key, string value) =>
        store.SetAsync(key, Encoding.UTF8.GetBytes(value), cancellationToken: Cancel).AsTask();

    private static async Task<string?> ReadAsync(TieredStore store, string key)
    {
        using StoreRecord? record = await store.GetAsync(key, Cancel);
        return record is null ? null : Encoding.UTF8.GetString(record.Value.Span);
    }

    private sealed class LocalBus : IInvalidationBus
    {
        private readonly List<LocalBus> _all;
        private IInvalidationListener? _listener;

        public LocalBus(List<LocalBus> all)
        {
            _all = all;
            all.Add(this);
        }

        public ImmutableList<StoreChange> Published { get; private set; } = [];

        public void Publish(StoreChange change)
        {
            Published = Published.Add(change);
            foreach (LocalBus other in _all.Where(b => b != this))
            {
                ValueTask told = other._listener!.ChangedAsync(change);
                Assert.True(told.IsCompletedSuccessfully);
            }
        }

        public IDisposable Subscribe(IInvalidationListener listener)
        {
            _listener = listener;
            return new CancellationTokenSource();
        }

        public ValueTask DisposeAsync() => default;
    }
}
