using System.Diagnostics.Metrics;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Wrappers;

public sealed class WrapperTests
{
    private static readonly byte[] Page = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 400).Select(i => $"<p class=\"line\">Line {i} of a page</p>\n")));

    private readonly MemoryStore _inner = new();
    private readonly StoreLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 30_000)]
    [InlineData(StoreCompression.Brotli)]
    [InlineData(StoreCompression.Gzip)]
    public async Task What_can_be_made_smaller_is(StoreCompression compression)
    {
        var store = new CompressedStore(_inner, new CompressedStoreOptions { Compression = compression });
        await store.SetAsync("page", Page, cancellationToken: Cancel);
        Assert.InRange(await StoredLengthAsync("page"), 100, Page.Length / 4);
        Assert.Equal(Page, await ReadAsync(store, "page"));
        Assert.Equal(Page, await ReadAsync(new CompressedStore(_inner), "page"));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_is_short_compressed_already_or_random_is_left_alone()
    {
        var store = new CompressedStore(_inner);
        using var zipped = new MemoryStream();
        using (var gzip = new GZipStream(zipped, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Page);
            gzip.Write(RandomNumberGenerator.GetBytes(2_000));
        }

        byte[][] values = [Page[..500], zipped.ToArray(), RandomNumberGenerator.GetBytes(50_000), RandomNumberGenerator.GetBytes(1_100)];
        foreach (byte[] value in values)
        {
            await store.SetAsync("key", value, cancellationToken: Cancel);
            Assert.Equal(value.Length, await StoredLengthAsync("key"));
            Assert.Equal(value, await ReadAsync(store, "key"));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_store_that_was_filled_before_is_readable_and_a_value_that_looks_compressed_comes_back()
    {
        var store = new CompressedStore(_inner);
        await _inner.SetAsync("old", Page, cancellationToken: Cancel);
        Assert.Equal(Page, await ReadAsync(store, "old"));
        await store.SetAsync("page", Page, cancellationToken: Cancel);
        byte[] looks = (await ReadAsync(_inner, "page"))!;
        await store.SetAsync("looks", looks, cancellationToken: Cancel);
        Assert.Equal(looks, await ReadAsync(store, "looks"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(StoreCompression.Brotli)]
    [InlineData(StoreCompression.Gzip)]
    public async Task What_cannot_be_decompressed_is_a_miss(StoreCompression compression)
    {
        var store = new CompressedStore(_inner, new CompressedStoreOptions { Compression = compression });
        store.Observe(_log);
        await store.SetAsync("page", Page, cancellationToken: Cancel);
        byte[] stored = (await ReadAsync(_inner, "page"))!;
        foreach (byte[] damaged in (byte[][])[stored[..10], stored[..(stored.Length / 2)], [.. stored[..8], 255, 255, 255, 127, .. stored[12..]], [.. stored[..12], .. new byte[50]]])
        {
            await _inner.SetAsync("page", damaged, cancellationToken: Cancel);
            Assert.Null(await store.GetAsync("page", Cancel));
        }

        Assert.Equal(4, _log.Lines.Count(l => l.StartsWith("corrupt page", StringComparison.Ordinal)));
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_rotate_and_old_records_stay_readable_as_long_as_their_key_is_there()
    {
        byte[] first = RandomNumberGenerator.GetBytes(32), second = RandomNumberGenerator.GetBytes(32);
        await Encrypted(("1", first)).SetAsync("old", Page, cancellationToken: Cancel);
        EncryptedStore both = Encrypted(("2", second), ("1", first));
        await both.SetAsync("new", Page, cancellationToken: Cancel);
        Assert.Equal(Page, await ReadAsync(both, "old"));
        EncryptedStore later = Encrypted(("2", second));
        later.Observe(_log);
        Assert.Equal(Page, await ReadAsync(later, "new"));
        Assert.Null(await later.GetAsync("old", Cancel));
        Assert.Equal(["corrupt old encrypted"], _log.Lines);
        Assert.NotNull(await _inner.GetAsync("old", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_wrong_key_altered_bytes_another_keys_value_and_plain_text_are_misses()
    {
        EncryptedStore store = Encrypted(("1", new byte[32]));
        await store.SetAsync("key", Page, cancellationToken: Cancel);
        byte[] stored = (await ReadAsync(_inner, "key"))!;
        Assert.Equal(-1, stored.AsSpan().IndexOf("Line"u8));
        await _inner.SetAsync("moved", stored, cancellationToken: Cancel);
        await _inner.SetAsync("plain", Page, cancellationToken: Cancel);
        Assert.Null(await store.GetAsync("moved", Cancel));
        Assert.Null(await store.GetAsync("plain", Cancel));
        Assert.Null(await Encrypted(("1", Enumerable.Repeat((byte)1, 32).ToArray())).GetAsync("key", Cancel));
        for (int i = 0; i < 100; i++)
        {
            byte[] altered = [.. stored];
            altered[i] ^= 4;
            await _inner.SetAsync("key", altered, cancellationToken: Cancel);
            Assert.Null(await store.GetAsync("key", Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Two_encryptions_of_a_value_differ()
    {
        EncryptedStore store = Encrypted(("1", new byte[32]));
        await store.SetAsync("key", Page, cancellationToken: Cancel);
        byte[]? first = await ReadAsync(_inner, "key");
        await store.SetAsync("key", Page, cancellationToken: Cancel);
        Assert.NotEqual(first, await ReadAsync(_inner, "key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Two_prefixes_share_a_store_and_see_nothing_of_each_other()
    {
        PrefixedStore a = new(_inner, "a/"), b = new(_inner, "b/");
        a.Observe(_log);
        await a.SetAsync("key", new byte[1], cancellationToken: Cancel);
        await b.SetAsync("key", new byte[2], cancellationToken: Cancel);
        Assert.Equal(1, await a.ClearAsync(cancellationToken: Cancel));
        Assert.Null(await a.GetAsync("key", Cancel));
        Assert.Equal(2, (await ReadAsync(b, "key"))!.Length);
        await a.SetAsync("gone", new byte[1], DateTimeOffset.UnixEpoch, Cancel);
        await b.SetAsync("gone", new byte[1], DateTimeOffset.UnixEpoch, Cancel);
        Assert.Null(await a.GetAsync("gone", Cancel));
        Assert.Null(await b.GetAsync("gone", Cancel));
        Assert.All(_log.Lines, l => Assert.Equal("expired gone memory", l));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_read_only_store_drops_writes_and_refuses_removals()
    {
        await _inner.SetAsync("key", new byte[1], cancellationToken: Cancel);
        var store = new ReadOnlyStore(_inner);
        await store.SetAsync("key", new byte[2], cancellationToken: Cancel);
        Assert.Single((await ReadAsync(store, "key"))!);
        Assert.False(await store.RemoveAsync("other", Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await store.RemoveAsync("key", Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await store.ClearAsync(cancellationToken: Cancel));
        Assert.Single(await store.ScanAsync(cancellationToken: Cancel).ToListAsync(Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Faults_come_at_their_rate_and_the_same_with_the_same_seed()
    {
        bool[] first = await FailuresAsync(7), again = await FailuresAsync(7), other = await FailuresAsync(8);
        Assert.Equal(first, again);
        Assert.NotEqual(first, other);
        Assert.InRange(first.Count(f => f), 200, 400);
    }

    [Fact(Timeout = 30_000)]
    public async Task Faults_are_those_of_the_operations_named_and_may_be_changed()
    {
        var store = new FaultyStore(_inner, new FaultOptions { Failures = 1, Operations = StoreOperations.Set });
        await Assert.ThrowsAsync<StoreException>(async () => await store.SetAsync("key", new byte[1], cancellationToken: Cancel));
        Assert.Null(await store.GetAsync("key", Cancel));
        store.Faults = new FaultOptions { Losses = 1 };
        await store.SetAsync("key", new byte[1], cancellationToken: Cancel);
        Assert.Null(await store.GetAsync("key", Cancel));
        store.Faults = new FaultOptions();
        Assert.NotNull(await store.GetAsync("key", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_delayed_call_waits_on_its_clock()
    {
        var time = new FakeTime();
        var store = new FaultyStore(_inner, new FaultOptions { Delays = 1, Delay = TimeSpan.FromMinutes(1), TimeProvider = time });
        Task<StoreRecord?> reading = store.GetAsync("key", Cancel).AsTask();
        await time.WhenTimersAsync(1, Cancel);
        Assert.False(reading.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(await reading);
    }

    [Fact(Timeout = 30_000)]
    public async Task Calls_are_measured()
    {
        List<string> measured = [];
        using var listener = new MeterListener { InstrumentPublished = (i, l) => { if (i.Meter.Name == "Freshet.Stores") { l.EnableMeasurementEvents(i); } } };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Add(tags));
        listener.Start();
        var store = new MeteredStore(new FaultyStore(_inner, new FaultOptions { Failures = 1, Operations = StoreOperations.Remove }), "measured here");
        await store.SetAsync("key", new byte[10], cancellationToken: Cancel);
        (await store.GetAsync("key", Cancel))!.Dispose();
        Assert.Null(await store.GetAsync("other", Cancel));
        await Assert.ThrowsAsync<StoreException>(async () => await store.RemoveAsync("key", Cancel));
        Assert.Equal(["set done", "get hit", "get miss", "remove failed"], measured);

        void Add(ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            Dictionary<string, object?> all = new(tags.ToArray());
            if (Equals(all["store"], "measured here"))
            {
                measured.Add($"{all["operation"]} {all["outcome"]}");
            }
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task What_the_inner_store_can_do_besides_is_passed_on()
    {
        using var directory = new TempDirectory();
        await using FileStore files = await FileStore.OpenAsync(new FileStoreOptions { Directory = directory.At("store") }, Cancel);
        await using var store = new MeteredStore(new CompressedStore(files), "files");
        store.Observe(_log);
        await store.SetAsync("key", Page, DateTimeOffset.UnixEpoch, Cancel);
        await store.FlushAsync(Cancel);
        Assert.InRange(await store.CompactAsync(Cancel), 1, 1 << 20);
        Assert.Same(files, store.Find<FileStore>());
        Assert.Same(store, store.Find<IFlushable>());
        Assert.Null(store.Find<ILeaseStore>());
    }

    private EncryptedStore Encrypted(params (string Id, byte[] Key)[] keys) => new(_inner, new EncryptedStoreOptions
    {
        Keys = keys.ToDictionary(k => k.Id, k => (ReadOnlyMemory<byte>)k.Key),
        CurrentKey = keys[0].Id,
    });

    private static async Task<byte[]?> ReadAsync(ICacheStore store, string key)
    {
        using StoreRecord? record = await store.GetAsync(key, Cancel);
        return record?.Value.ToArray();
    }

    private async Task<int> StoredLengthAsync(string key) => (await ReadAsync(_inner, key))!.Length;

    private async Task<bool[]> FailuresAsync(int seed)
    {
        var store = new FaultyStore(_inner, new FaultOptions { Failures = 0.3, Seed = seed });
        List<bool> failed = [];
        for (int i = 0; i < 1_000; i++)
        {
            try
            {
                await store.GetAsync("key", Cancel);
                failed.Add(false);
            }
            catch (StoreException)
            {
                failed.Add(true);
            }
        }

        return [.. failed];
    }
}
