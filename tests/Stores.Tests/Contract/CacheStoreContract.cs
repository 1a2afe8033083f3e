using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Contract;

/// <summary>What every store must do; a store's tests inherit it.</summary>
public abstract class CacheStoreContract : IAsyncLifetime
{
    private ICacheStore store = null!;

    protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    protected FakeTime Time { get; } = new();

    protected ICacheStore Store => store;

    protected abstract ValueTask<ICacheStore> CreateAsync();

    public async ValueTask InitializeAsync() => store = await CreateAsync();

    public virtual async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_key_that_was_never_set_is_absent()
    {
        Assert.Null(await Store.GetAsync("nothing", Cancel));
        Assert.False(await Store.RemoveAsync("nothing", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_was_set_is_read_at_once()
    {
        for (int i = 0; i < 1000; i++)
        {
            await Store.SetAsync($"key {i % 10}", Bytes($"value {i}"), cancellationToken: Cancel);
            Assert.Equal($"value {i}", await ReadAsync($"key {i % 10}"));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_second_set_replaces_value_and_expiry()
    {
        await Store.SetAsync("key", Bytes("one"), Time.Now.AddSeconds(10), Cancel);
        await Store.SetAsync("key", Bytes("two, which is longer"), cancellationToken: Cancel);
        Time.Advance(TimeSpan.FromMinutes(1));
        using StoreRecord? record = await Store.GetAsync("key", Cancel);
        Assert.Equal("two, which is longer", Text(record));
        Assert.Null(record!.Expires);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_removed_record_is_absent_and_may_be_set_again()
    {
        await Store.SetAsync("key", Bytes("one"), cancellationToken: Cancel);
        Assert.True(await Store.RemoveAsync("key", Cancel));
        Assert.False(await Store.RemoveAsync("key", Cancel));
        Assert.Null(await ReadAsync("key"));
        await Store.SetAsync("key", Bytes("two"), cancellationToken: Cancel);
        Assert.Equal("two", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_record_is_absent_from_its_expiry_on()
    {
        DateTimeOffset expires = Time.Now.AddMilliseconds(1500);
        await Store.SetAsync("key", Bytes("value"), expires, Cancel);
        await Store.SetAsync("other", Bytes("value"), cancellationToken: Cancel);
        using (StoreRecord? record = await Store.GetAsync("key", Cancel))
        {
            Assert.Equal(expires, record!.Expires);
        }

        Time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.Equal("value", await ReadAsync("key"));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await ReadAsync("key"));
        Assert.False(await Store.RemoveAsync("key", Cancel));
        Assert.Equal(["other"], await KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_record_set_with_a_past_expiry_is_absent()
    {
        await Store.SetAsync("key", Bytes("one"), cancellationToken: Cancel);
        await Store.SetAsync("key", Bytes("two"), Time.Now.AddDays(-1), Cancel);
        Assert.Null(await ReadAsync("key"));
        Assert.Empty(await KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Expiry_at_the_ends_of_time_is_kept()
    {
        await Store.SetAsync("last", Bytes("value"), DateTimeOffset.MaxValue, Cancel);
        await Store.SetAsync("first", Bytes("value"), DateTimeOffset.MinValue.AddTicks(1), Cancel);
        Assert.Equal("value", await ReadAsync("last"));
        Assert.Null(await ReadAsync("first"));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_empty_value_is_a_value()
    {
        await Store.SetAsync("key", ReadOnlyMemory<byte>.Empty, cancellationToken: Cancel);
        Assert.Equal("", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Values_of_every_allowed_size_come_back()
    {
        foreach (int size in (int[])[1, 2, 3, 4, 31, 511, 512, 513, 14_000, 65_536, StoreLimits.MaxSegmentBytes, StoreLimits.MaxValueBytes])
        {
            byte[] value = new byte[size];
            new Random(size).NextBytes(value);
            await Store.SetAsync("key", value, cancellationToken: Cancel);
            using StoreRecord? record = await Store.GetAsync("key", Cancel);
            Assert.True(record!.Value.Span.SequenceEqual(value), $"{size} bytes");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_longer_value_is_refused()
    {
        byte[] value = new byte[StoreLimits.MaxValueBytes + 1];
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.SetAsync("key", value, cancellationToken: Cancel));
        Assert.Null(await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Odd_keys_are_told_apart()
    {
        string[] keys =
        [
            "a", "A", "a ", " a", "a\0", "\0", "a/b", "a\\b", "../../etc/passwd", "ä", "a\u0308", "\u00e4", "😀", "con", "%61", "*", "?", "[a]",
            new string('x', StoreLimits.MaxKeyBytes), new string('x', StoreLimits.MaxKeyBytes - 1), new string('é', StoreLimits.MaxKeyBytes / 2),
        ];
        foreach (string key in keys)
        {
            await Store.SetAsync(key, Bytes("of " + key), cancellationToken: Cancel);
        }

        foreach (string key in keys)
        {
            Assert.Equal("of " + key, await ReadAsync(key));
        }

        Assert.Equal(keys.Distinct().Order(StringComparer.Ordinal), await KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_that_are_none_are_refused()
    {
        foreach (string? key in (string?[])[null, "", "half a pair \ud83d", new string('é', (StoreLimits.MaxKeyBytes / 2) + 1)])
        {
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.SetAsync(key!, Bytes("value"), cancellationToken: Cancel));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.GetAsync(key!, Cancel));
            await Assert.ThrowsAnyAsync<ArgumentException>(async () => await Store.RemoveAsync(key!, Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task The_store_keeps_no_reference_to_the_bytes_it_was_given()
    {
        byte[] value = Bytes("value");
        await Store.SetAsync("key", value, cancellationToken: Cancel);
        value.AsSpan().Fill((byte)'!');
        Assert.Equal("value", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_record_in_a_readers_hands_outlives_replacement_and_removal()
    {
        byte[] first = new byte[20_000];
        first.AsSpan().Fill(1);
        await Store.SetAsync("key", first, cancellationToken: Cancel);
        using StoreRecord? record = await Store.GetAsync("key", Cancel);
        byte[] second = new byte[20_000];
        second.AsSpan().Fill(2);
        await Store.SetAsync("key", second, cancellationToken: Cancel);
        await Store.RemoveAsync("key", Cancel);
        for (int i = 0; i < 10; i++)
        {
            await Store.SetAsync($"other {i}", second, cancellationToken: Cancel);
            using StoreRecord? other = await Store.GetAsync($"other {i}", Cancel);
        }

        Assert.True(record!.Value.Span.SequenceEqual(first));
    }

    [Fact(Timeout = 30_000)]
    public async Task Two_readers_of_a_record_don_t_disturb_each_other()
    {
        await Store.SetAsync("key", Bytes("value"), cancellationToken: Cancel);
        using StoreRecord? one = await Store.GetAsync("key", Cancel);
        (await Store.GetAsync("key", Cancel))!.Dispose();
        await Store.SetAsync("other", Bytes("xxxxx"), cancellationToken: Cancel);
        (await Store.GetAsync("other", Cancel))!.Dispose();
        Assert.Equal("value", Text(one));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scan_lists_the_records_under_a_prefix()
    {
        await Store.SetAsync("a/1", Bytes("1"), Time.Now.AddHours(1), Cancel);
        await Store.SetAsync("a/2", Bytes("22"), cancellationToken: Cancel);
        await Store.SetAsync("A/3", Bytes("333"), cancellationToken: Cancel);
        await Store.SetAsync("b", Bytes("4444"), cancellationToken: Cancel);
        await Store.SetAsync("a/2", Bytes("222"), cancellationToken: Cancel);
        List<StoreEntry> found = [];
        await foreach (StoreEntry entry in Store.ScanAsync("a/", Cancel))
        {
            found.Add(entry);
        }

        Assert.Equal([new StoreEntry("a/1", 1, Time.Now.AddHours(1)), new StoreEntry("a/2", 3, null)], found.OrderBy(e => e.Key));
        Assert.Equal(["A/3", "a/1", "a/2", "b"], await KeysAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_clear_removes_the_records_under_a_prefix_and_counts_them()
    {
        foreach (string key in (string[])["a/1", "a/2", "ab", "b/1"])
        {
            await Store.SetAsync(key, Bytes(key), cancellationToken: Cancel);
        }

        Assert.Equal(2, await Store.ClearAsync("a/", Cancel));
        Assert.Equal(["ab", "b/1"], await KeysAsync());
        Assert.Equal(0, await Store.ClearAsync("a/", Cancel));
        await Store.SetAsync("a/1", Bytes("again"), cancellationToken: Cancel);
        Assert.Equal("again", await ReadAsync("a/1"));
        Assert.Equal(3, await Store.ClearAsync(cancellationToken: Cancel));
        Assert.Empty(await KeysAsync());
        Assert.Null(await ReadAsync("b/1"));
        await Store.SetAsync("b/1", Bytes("again"), cancellationToken: Cancel);
        Assert.Equal(["b/1"], await KeysAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Concurrent_callers_see_whole_records_of_their_own_keys()
    {
        await Parallel.ForEachAsync(Enumerable.Range(0, 16), new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel }, async (caller, cancel) =>
        {
            var random = new Random(caller);
            for (int i = 0; i < 300; i++)
            {
                byte[] value = new byte[random.Next(5_000)];
                value.AsSpan().Fill((byte)i);
                string own = $"own {caller}/{i % 7}", common = $"common {i % 3}";
                await Store.SetAsync(own, value, cancellationToken: cancel);
                await Store.SetAsync(common, value, cancellationToken: cancel);
                using StoreRecord? mine = await Store.GetAsync(own, cancel);
                Assert.True(mine!.Value.Span.SequenceEqual(value));
                using StoreRecord? shared = await Store.GetAsync(common, cancel);
                Assert.True(shared is null || shared.Value.Length == 0 || !shared.Value.Span.ContainsAnyExcept(shared.Value.Span[0]));
                if (i % 11 == 0)
                {
                    await Store.RemoveAsync(common, cancel);
                    Assert.True(await Store.RemoveAsync(own, cancel));
                }
            }
        });
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cancelled_call_throws_and_writes_nothing()
    {
        using var source = new CancellationTokenSource();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.SetAsync("key", Bytes("value"), null, source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.GetAsync("key", source.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await Store.RemoveAsync("key", source.Token));
        Assert.Null(await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_flush_can_be_asked_for_at_any_time()
    {
        if (Store is IFlushable flushable)
        {
            await flushable.FlushAsync(Cancel);
            await Store.SetAsync("key", Bytes("value"), cancellationToken: Cancel);
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => flushable.FlushAsync(Cancel).AsTask()));
            Assert.Equal("value", await ReadAsync("key"));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_disposed_store_says_so_and_may_be_disposed_again()
    {
        await Store.SetAsync("key", Bytes("value"), cancellationToken: Cancel);
        await Store.DisposeAsync();
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.GetAsync("key", Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.SetAsync("key", Bytes("value"), cancellationToken: Cancel));
    }

    protected static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    protected static string? Text(StoreRecord? record) => record is null ? null : Encoding.UTF8.GetString(record.Value.Span);

    protected async Task<string?> ReadAsync(string key)
    {
        using StoreRecord? record = await Store.GetAsync(key, Cancel);
        return Text(record);
    }

    protected async Task<string[]> KeysAsync(string prefix = "")
    {
        List<string> keys = [];
        await foreach (StoreEntry entry in Store.ScanAsync(prefix, Cancel))
        {
            keys.Add(entry.Key);
        }

        return [.. keys.Order(StringComparer.Ordinal)];
    }
}
