using System.Collections.Concurrent;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Faster;

public sealed class FasterStoreEvictionTests : IAsyncLifetime
{
    private const long Budget = 32 << 20;

    private readonly TempDirectory _directory = new();
    private FasterStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await OpenAsync();

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _directory.Dispose();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_disk_budget_holds_under_overwrites()
    {
        byte[] value = new byte[50_000];
        long most = 0;
        for (int i = 0; i < 3000; i++)
        {
            await _store.SetAsync($"key {i % 10}", value, cancellationToken: Cancel);
            if (i % 100 == 0)
            {
                await _store.FlushAsync(Cancel);
                most = Math.Max(most, OnDisk(_directory));
            }
        }

        Assert.InRange(most, 1, Budget);
        for (int i = 0; i < 10; i++)
        {
            using StoreRecord? record = await _store.GetAsync($"key {i}", Cancel);
            Assert.Equal(50_000, record?.Value.Length);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_segment_that_leaves_before_it_was_written_leaves_no_file_behind()
    {
        const long small = 8 << 20;
        byte[] value = new byte[100_000];
        for (int round = 0; round < 5; round++)
        {
            using TempDirectory directory = new();
            FasterStoreOptions options = new() { Directory = directory.Path, MaxBytes = small, MemoryBytes = 64 << 20, Commit = CommitPolicy.OnFlush };
            await using (FasterStore store = await FasterStore.OpenAsync(options, Cancel))
            {
                await Task.WhenAll(Enumerable.Range(0, 600).Select(i => Task.Run(() => store.SetAsync($"key {i}", value).AsTask(), Cancel)));
            }

            Assert.InRange(OnDisk(directory), 1, small);
            await using FasterStore again = await FasterStore.OpenAsync(options, Cancel);
            Assert.InRange(await again.ScanAsync("", Cancel).CountAsync(Cancel), 1, (int)(small / value.Length));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_is_read_stays_and_what_is_not_leaves_with_an_event()
    {
        var events = new Events();
        using IDisposable subscription = _store.Observe(events);
        byte[] value = new byte[20_000];
        for (int i = 0; i < 20; i++)
        {
            await _store.SetAsync($"hot {i}", value, cancellationToken: Cancel);
            await _store.SetAsync($"cold {i}", value, cancellationToken: Cancel);
        }

        for (int i = 0; i < 6000; i++)
        {
            await _store.SetAsync($"filler {i}", value, cancellationToken: Cancel);
            using StoreRecord? record = await _store.GetAsync($"hot {i % 20}", Cancel);
            Assert.True(record is not null, $"hot {i % 20} is gone at {i}");
        }

        for (int i = 0; i < 20; i++)
        {
            Assert.Null(await _store.GetAsync($"cold {i}", Cancel));
            Assert.Equal(20_000, events.Evicted[$"cold {i}"]);
        }

        Assert.InRange(_store.DiskBytes, 1, Budget);
        await _store.DisposeAsync();
        File.Delete(_directory.At("index"));
        _store = await OpenAsync();
        using StoreRecord? again = await _store.GetAsync("hot 3", Cancel);
        Assert.NotNull(again);
        Assert.Null(await _store.GetAsync("cold 3", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Readers_see_whole_records_while_segments_leave()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        Task[] readers = [.. Enumerable.Range(0, 8).Select(reader => Task.Run(() => ReadAsync(reader, stop.Token), Cancel))];
        for (int i = 0; i < 4000; i++)
        {
            await _store.SetAsync($"key {i % 2500}", ValueOf(i % 2500), cancellationToken: Cancel);
            if (i % 50 == 0)
            {
                await Task.Yield();
            }
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
        using StoreRecord? last = await _store.GetAsync("key 1499", Cancel);
        Assert.NotNull(last);
    }

    private static byte[] ValueOf(int key)
    {
        byte[] value = new byte[10_000 + (key % 7 * 5_000)];
        value.AsSpan().Fill((byte)key);
        BitConverter.TryWriteBytes(value, key);
        return value;
    }

    private async Task ReadAsync(int seed, CancellationToken stop)
    {
        var random = new Random(seed);
        while (!stop.IsCancellationRequested)
        {
            int key = random.Next(2500);
            using StoreRecord? record = await _store.GetAsync($"key {key}", Cancel);
            Assert.True(record is null || record.Value.Span.SequenceEqual(ValueOf(key)));
            if (random.Next(20) == 0)
            {
                await Task.Yield();
            }
        }
    }

    private async Task<FasterStore> OpenAsync() => await FasterStore.OpenAsync(
        new FasterStoreOptions { Directory = _directory.Path, MaxBytes = Budget, SegmentBytes = 4 << 20, MemoryBytes = 8 << 20 }, Cancel);

    private static long OnDisk(TempDirectory directory)
    {
        long bytes = 0;
        foreach (FileInfo file in new DirectoryInfo(directory.Path).EnumerateFiles("log-*"))
        {
            try
            {
                bytes += file.Length;
            }
            catch (FileNotFoundException)
            {
                // It left since it was listed.
            }
        }

        return bytes;
    }

    private sealed class Events : IStoreObserver
    {
        public ConcurrentDictionary<string, long> Evicted { get; } = [];

        void IStoreObserver.Evicted(string key, long bytes, string tier) => Evicted[key] = bytes;

        public void Promoted(string key, string fromTier, string toTier) => Assert.Fail();

        public void Expired(string key, string tier) => Assert.Fail();

        public void Corrupt(string key, string tier, string problem) => Assert.Fail();

        public void TierFailed(string tier, string operation, Exception error) => Assert.Fail();
    }
}
