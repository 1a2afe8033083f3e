using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public sealed class FasterStoreCompactionTests : IDisposable
{
    private const int Segment = 2 << 20;

    private readonly TempDirectory _directory = new();
    private readonly FakeTime _time = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // Nothing is compacted of the store's own accord unless a test says so.
    private FasterStoreOptions Options => new()
    {
        Directory = _directory.Path,
        MaxBytes = 256 << 20,
        SegmentBytes = Segment,
        MemoryBytes = 4 << 20,
        CompactAt = 1,
        TimeProvider = _time,
    };

    public void Dispose() => _directory.Dispose();

    [Fact(Timeout = 60_000)]
    public async Task Compacting_gives_back_the_space_of_what_is_removed_replaced_or_expired()
    {
        await using FasterStore store = await FasterStore.OpenAsync(Options, Cancel);
        for (int i = 0; i < 1000; i++)
        {
            await store.SetAsync($"key {i}", ValueOf(i, 0), i % 10 == 1 ? _time.GetUtcNow().AddHours(1) : null, Cancel);
        }

        for (int i = 0; i < 1000; i++)
        {
            await (i % 10 == 2 ? ReplaceAsync(store, i) : i % 10 > 2 ? RemoveAsync(store, i) : default);
        }

        _time.Advance(TimeSpan.FromHours(2));
        await store.FlushAsync(Cancel);
        long before = OnDisk();
        long freed = await store.CompactAsync(Cancel);
        Assert.InRange(freed, 14_000_000, before);
        Assert.InRange(OnDisk(), 1, before - freed + Segment);
        for (int round = 0; round < 2; round++)
        {
            for (int i = 0; i < 1000; i++)
            {
                using StoreRecord? record = await store.GetAsync($"key {i}", Cancel);
                Assert.Equal(i % 10 is 0 or 2, record is not null);
                Assert.True(record is null || record.Value.Span.SequenceEqual(ValueOf(i, i % 10 / 2)));
            }

            Assert.Equal(200, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
            Assert.Equal(200, store.Count);
            Assert.InRange(await store.CompactAsync(Cancel), 0, Segment);
        }

        async ValueTask ReplaceAsync(FasterStore store, int i) => await store.SetAsync($"key {i}", ValueOf(i, 1), cancellationToken: Cancel);

        async ValueTask RemoveAsync(FasterStore store, int i) => Assert.True(await store.RemoveAsync($"key {i}", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_removed_stays_removed_when_its_removal_is_carried_past_the_segment_that_holds_the_value()
    {
        // The oldest segment is of use but for one value, whose removal is in a segment full of dead ones.
        await using (FasterStore store = await FasterStore.OpenAsync(Options, Cancel))
        {
            await store.SetAsync("removed", ValueOf(-1, 0), cancellationToken: Cancel);
            await store.SetAsync("expires", ValueOf(-2, 0), cancellationToken: Cancel);
            await FillAsync(store, "old", 102);
            Assert.True(await store.RemoveAsync("removed", Cancel));
            await store.SetAsync("expires", ValueOf(-2, 1), _time.GetUtcNow().AddHours(1), Cancel);
            for (int n = 0; n < 20; n++)
            {
                await FillAsync(store, "often", 20);
                await store.CompactAsync(Cancel);
                _time.Advance(TimeSpan.FromHours(1));
            }

            Assert.Single(Directory.EnumerateFiles(_directory.Path, "log-*.0"));
            Assert.Empty(Directory.EnumerateFiles(_directory.Path, "log-*.1"));
        }

        foreach (bool snapshot in (bool[])[false, true])
        {
            if (!snapshot)
            {
                File.Delete(_directory.At("index"));
            }

            await using FasterStore store = await FasterStore.OpenAsync(Options, Cancel);
            Assert.Null(await store.GetAsync("removed", Cancel));
            Assert.Null(await store.GetAsync("expires", Cancel));
            Assert.Equal(122, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));

            // When the values are gone, so are the removals.
            await store.ClearAsync("o", Cancel);
            await store.CompactAsync(Cancel);
            Assert.InRange(OnDisk(), 0, 2 * Segment);
            await FillAsync(store, "old", 102);
            await FillAsync(store, "often", 20);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_that_was_cleared_by_prefix_shrinks_to_nothing_when_it_is_opened_again()
    {
        await using (FasterStore store = await FasterStore.OpenAsync(Options, Cancel))
        {
            await FillAsync(store, "key", 500);
            await store.ClearAsync("key", Cancel);
        }

        await using (FasterStore store = await FasterStore.OpenAsync(Options, Cancel))
        {
            Assert.InRange(await store.CompactAsync(Cancel), 9_000_000, 20_000_000);
            await store.FlushAsync(Cancel);
        }

        Assert.Equal(0, OnDisk());
        await using FasterStore again = await FasterStore.OpenAsync(Options, Cancel);
        Assert.Equal(0, again.Count);
        await FillAsync(again, "key", 10);
        await again.FlushAsync(Cancel);
    }

    [Fact(Timeout = 60_000)]
    public async Task Readers_and_writers_go_on_while_the_store_is_compacted()
    {
        await using FasterStore store = await FasterStore.OpenAsync(Options, Cancel);
        await FillAsync(store, "key", 300);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task compaction = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await store.CompactAsync(Cancel);
            }
        }, Cancel);
        Task[] writers = [.. Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync(store, writer), Cancel))];
        await Task.WhenAll(writers);
        await stop.CancelAsync();
        await compaction;
        Assert.Equal(225, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
        await store.CompactAsync(Cancel);
        Assert.InRange(OnDisk(), 1, 6 * Segment);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_half_dead_is_compacted_while_the_store_is_written_to()
    {
        await using FasterStore store = await FasterStore.OpenAsync(Options with { CompactAt = 0.5 }, Cancel);
        await FillAsync(store, "kept", 200);
        for (int i = 0; i < 100; i++)
        {
            await FillAsync(store, "often", 20);
            Assert.InRange(store.DiskBytes, 1, 8 * Segment);
        }

        await store.FlushAsync(Cancel);
        Assert.InRange(OnDisk(), 4_000_000, 8 * Segment);
        Assert.Equal(220, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_full_store_lets_go_of_nothing_while_another_part_is_dead()
    {
        var log = new StoreLog();
        await using FasterStore store = await FasterStore.OpenAsync(Options with { CompactAt = 0.5, MaxBytes = 24 << 20 }, Cancel);
        using IDisposable observing = store.Observe(log);
        await FillAsync(store, "body", 700);
        for (int i = 0; i < 100; i++)
        {
            await FillAsync(store, "head", 50);
            await store.FlushAsync(Cancel);
            Assert.InRange(OnDisk(), 1, 24 << 20);
        }

        Assert.Equal(750, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Compacting_can_be_cancelled_and_gone_on_with()
    {
        await using FasterStore store = await FasterStore.OpenAsync(Options, Cancel);
        await FillAsync(store, "key", 1000);
        for (int i = 0; i < 1000; i += 2)
        {
            await store.RemoveAsync($"key {i}", Cancel);
        }

        for (int after = 1; after < 30; after++)
        {
            using var cancel = new CancellationTokenSource();
            ValueTask<long> compaction = store.CompactAsync(cancel.Token);
            for (int i = 0; i < after; i++)
            {
                await Task.Yield();
            }

            await cancel.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            {
                await compaction;
                throw new OperationCanceledException();
            });
        }

        await store.CompactAsync(Cancel);
        Assert.InRange(OnDisk(), 10_000_000, 10_000_000 + (3 * Segment));
        Assert.Equal(500, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    private static byte[] ValueOf(int key, int version)
    {
        byte[] value = new byte[20_000];
        new Random((key * 100) + version).NextBytes(value);
        return value;
    }

    private static async Task FillAsync(FasterStore store, string name, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.SetAsync($"{name} {i}", ValueOf(i, 0), cancellationToken: Cancel);
        }
    }

    private static async Task WriteAsync(FasterStore store, int writer)
    {
        for (int round = 1; round <= 8; round++)
        {
            for (int i = writer; i < 300; i += 4)
            {
                await (writer == 3 && round % 2 == 0 ? store.RemoveAsync($"key {i}", Cancel).AsTask() : store.SetAsync($"key {i}", ValueOf(i, round), cancellationToken: Cancel).AsTask());
                using StoreRecord? record = await store.GetAsync($"key {i}", Cancel);
                Assert.Equal(writer == 3 && round % 2 == 0, record is null);
                Assert.True(record is null || record.Value.Span.SequenceEqual(ValueOf(i, round)), $"key {i} of round {round}");
            }
        }
    }

    private long OnDisk() => new DirectoryInfo(_directory.Path).EnumerateFiles("log-*").Sum(f => f.Length);
}
