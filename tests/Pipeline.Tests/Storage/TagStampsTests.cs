using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Storage;

public sealed class TagStampsTests : IAsyncDisposable
{
    private readonly FakeTime _time = new();
    private readonly MemoryStore _shared;
    private readonly TagStamps _here;
    private readonly TagStamps _there;

    public TagStampsTests()
    {
        _shared = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time });
        _here = new TagStamps(_shared, time: _time);
        _there = new TagStamps(_shared, time: _time);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task What_was_made_until_the_purge_is_purged_and_what_is_made_afterwards_is_not()
    {
        var before = _here.Now();
        await _here.PurgeAsync("a", Cancel);
        var after = _here.Now();

        Assert.True(await _here.IsPurgedAsync(["x", "a"], before, Cancel));
        Assert.False(await _here.IsPurgedAsync(["a"], after, Cancel));
        Assert.False(await _here.IsPurgedAsync(["x"], before, Cancel));
        Assert.False(await _here.IsPurgedAsync([], before, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Another_machine_sees_the_purge_when_its_stamp_is_read_again()
    {
        var made = _there.Now();
        Assert.False(await _there.IsPurgedAsync(["a"], made, Cancel));
        _time.Advance(TimeSpan.FromMilliseconds(500));
        await _here.PurgeAsync("a", Cancel);
        Assert.True(_there.TryIsPurged(["a"], made, out var purged));
        Assert.False(purged);

        _time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.False(_there.TryIsPurged(["a"], made, out _));
        Assert.True(await _there.IsPurgedAsync(["a"], made, Cancel));
        Assert.True(_there.TryIsPurged(["a"], made, out purged));
        Assert.True(purged);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stamp_never_falls_though_the_clock_does()
    {
        await _here.PurgeAsync("a", Cancel);
        var first = _here.Now();
        _time.Now -= TimeSpan.FromHours(1);
        await _here.PurgeAsync("a", Cancel);

        Assert.True(await _here.IsPurgedAsync(["a"], first, Cancel));
        Assert.True(_here.Now() > first);
        Assert.True(await _there.IsPurgedAsync(["a"], first, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task The_copy_in_a_memory_tier_hides_no_purge_from_the_other_machine()
    {
        await using var memory = new MemoryStore(new MemoryStoreOptions { TimeProvider = _time });
        await using var tiers = new TieredStore(new StoreTier("memory", memory), new StoreTier("shared", new Unowned(_shared)));
        var there = new TagStamps(tiers, time: _time);
        await _here.PurgeAsync("a", Cancel);
        var made = there.Now();
        _time.Advance(TimeSpan.FromSeconds(2));
        await _here.PurgeAsync("a", Cancel);

        Assert.True(await there.IsPurgedAsync(["a"], made, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_store_that_fails_leaves_what_was_known_and_a_purge_holds_here_all_the_same()
    {
        var broken = new TagStamps(new BrokenStore(), time: _time);
        var made = broken.Now();
        Assert.False(await broken.IsPurgedAsync(["a"], made, Cancel));

        await Assert.ThrowsAsync<StoreException>(async () => await broken.PurgeAsync("a", Cancel));
        Assert.True(await broken.IsPurgedAsync(["a"], made, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Memory_is_bounded_and_a_forgotten_purge_still_holds()
    {
        var few = new TagStamps(NullStore.Instance, new TagStampsOptions { MaxTags = 16 }, _time);
        var made = few.Now();
        await few.PurgeAsync("old", Cancel);
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await few.PurgeAsync($"tag {i}", Cancel);
        }

        Assert.True(await few.IsPurgedAsync(["old"], made, Cancel));
        Assert.False(await few.IsPurgedAsync(["old"], few.Now(), Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_record_that_is_no_stamp_counts_as_none()
    {
        await _shared.SetAsync("t/a", "nonsense"u8.ToArray(), cancellationToken: Cancel);

        Assert.False(await _here.IsPurgedAsync(["a"], _time.Now, Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_out_of_range_are_all_named_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new TagStamps(
            _shared, new TagStampsOptions { RefreshAfter = -TimeSpan.FromTicks(1), ClockSkew = -TimeSpan.FromTicks(1), MaxTags = 1 }));

        Assert.Equal(3, error.Problems.Count);
    }

    public ValueTask DisposeAsync() => _shared.DisposeAsync();

    private class Unowned(ICacheStore inner) : ICacheStore
    {
        public virtual ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => inner.GetAsync(key, cancellationToken);

        public virtual ValueTask SetAsync(
            string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            inner.SetAsync(key, value, expires, cancellationToken);

        public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => inner.RemoveAsync(key, cancellationToken);

        public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) =>
            inner.ScanAsync(prefix, cancellationToken);

        public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => inner.ClearAsync(prefix, cancellationToken);

        public ValueTask DisposeAsync() => default;
    }

    private sealed class BrokenStore() : Unowned(NullStore.Instance)
    {
        public override ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => throw new StoreException("broken");

        public override ValueTask SetAsync(
            string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
            throw new StoreException("broken");
    }
}
