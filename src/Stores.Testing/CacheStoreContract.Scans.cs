using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    [Fact(Timeout = 30_000)]
    public async Task A_store_that_cannot_list_its_records_says_so()
    {
        if (!Traits.Scans)
        {
            await Assert.ThrowsAsync<NotSupportedException>(() => KeysAsync());
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scan_lists_the_records_under_a_prefix()
    {
        if (!Traits.Scans)
        {
            return;
        }

        DateTimeOffset expires = Now.AddHours(1);
        await Store.SetAsync("a/1", Bytes("1"), expires, Cancel);
        await SetAsync("a/2", "22");
        await SetAsync("A/3", "333");
        await SetAsync("b", "4444");
        await SetAsync("a/2", "222");
        List<StoreEntry> found = [];
        await foreach (StoreEntry entry in Store.ScanAsync("a/", Cancel))
        {
            found.Add(entry);
        }

        Assert.Equal([("a/1", 1L, true), ("a/2", 3L, false)], found.OrderBy(e => e.Key).Select(e => (e.Key, e.Bytes, e.Expires is not null)));
        DateTimeOffset kept = found.Single(e => e.Key == "a/1").Expires!.Value;
        Assert.InRange(kept, expires - Traits.ExpiryPrecision, expires + Traits.ExpiryPrecision);
        Assert.Equal(["A/3", "a/1", "a/2", "b"], await KeysAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Prefixes_are_taken_literally()
    {
        if (!Traits.Scans)
        {
            return;
        }

        string[] keys =
        [
            "*", "*/1", "?/1", "a/1", "%/1", "_/1", "a%/1", "a_/1", "ab/1", "[ab]/1", "a*/1", "é/1", "e/1", "😀/1", "😀/2", "\n/1", "\\/1", "'/1", "A/1", "\uffff", "\U0010ffff", "z",
        ];
        foreach (string key in keys)
        {
            await SetAsync(key, key);
        }

        string[] prefixes =
        [
            "*", "*/", "?", "?/", "%", "%/", "_", "_/", "a%", "a_", "a*", "a", "ab", "[ab]", "[", "é", "e", "😀", "\n", "\\", "'", "A", "\uffff", "\U0010ffff", "z", "zz", "", new('x', 5_000),
        ];
        foreach (string prefix in prefixes)
        {
            string[] expected = [.. keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
            Assert.Equal(expected, await KeysAsync(prefix));
        }

        foreach (string prefix in (string[])["*", "_", "%", "a_", "\n", "\uffff"])
        {
            int expected = keys.Count(k => k.StartsWith(prefix, StringComparison.Ordinal));
            Assert.Equal(expected, await Store.ClearAsync(prefix, Cancel));
            keys = [.. keys.Where(k => !k.StartsWith(prefix, StringComparison.Ordinal))];
            Assert.Equal(keys.Order(StringComparer.Ordinal), await KeysAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_scan_of_many_records_lists_each_once()
    {
        if (!Traits.Scans)
        {
            return;
        }

        string[] keys = [.. Enumerable.Range(0, Math.Max(1_100, Times(2_500))).Select(i => $"many/{i:0000}")];
        await Parallel.ForEachAsync(keys, Cancel, async (key, cancel) => await Store.SetAsync(key, Bytes(key), cancellationToken: cancel));
        await SetAsync("other", "value");
        Assert.Equal(keys, await KeysAsync("many/"));
        await foreach (StoreEntry entry in Store.ScanAsync("many/", Cancel))
        {
            Assert.Equal(9, entry.Bytes);
            break;
        }

        Assert.Equal(keys.Length, await Store.ClearAsync("many/", Cancel));
        Assert.Equal(["other"], await KeysAsync());
    }

    [Fact(Timeout = 60_000)]
    public async Task Records_may_be_written_and_removed_while_a_scan_runs()
    {
        if (!Traits.Scans)
        {
            return;
        }

        string[] keys = [.. Enumerable.Range(0, 50).Select(i => $"stay/{i:00}")];
        foreach (string key in keys)
        {
            await SetAsync(key, key);
            await SetAsync("go" + key, key);
        }

        List<string> seen = [];
        int at = 0;
        await foreach (StoreEntry entry in Store.ScanAsync("", Cancel))
        {
            seen.Add(entry.Key);
            if (at < keys.Length)
            {
                await Store.RemoveAsync("go" + keys[at], Cancel);
                await SetAsync($"new/{at++}", "value");
            }
        }

        Assert.Distinct(seen);
        Assert.Equal(keys, seen.Where(k => k.StartsWith("stay/", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_clear_removes_the_records_under_a_prefix()
    {
        foreach (string key in (string[])["a/1", "a/2", "ab", "b/1"])
        {
            await SetAsync(key, key);
        }

        long cleared = await Store.ClearAsync("a/", Cancel);
        Assert.Equal("- - ab b/1", await ReadAllAsync("a/1", "a/2", "ab", "b/1"));
        await SetAsync("a/1", "again");
        Assert.Equal("again", await ReadAsync("a/1"));
        long all = await Store.ClearAsync(cancellationToken: Cancel);
        Assert.Equal("- - - -", await ReadAllAsync("a/1", "a/2", "ab", "b/1"));
        await SetAsync("b/1", "again");
        Assert.Equal("again", await ReadAsync("b/1"));
        if (Traits.Scans)
        {
            Assert.Equal((2, 3), (cleared, all));
            Assert.Equal(0, await Store.ClearAsync("a/", Cancel));
            Assert.Equal(["b/1"], await KeysAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_clear_during_writes_takes_its_prefix_and_nothing_else()
    {
        int writers = 4, writes = Times(150);
        Task clearing = Task.Run(async () =>
        {
            for (int i = 0; i < 10; i++)
            {
                await Store.ClearAsync("go/", Cancel);
            }
        });
        await Task.WhenAll(Enumerable.Range(0, writers).Select(w => Task.Run(async () =>
        {
            for (int i = 0; i < writes; i++)
            {
                await SetAsync($"go/{w}/{i}", "value");
                await SetAsync($"stay/{w}/{i}", $"{w} {i}");
            }
        })));
        await clearing;
        for (int w = 0; w < writers; w++)
        {
            for (int i = 0; i < writes; i++)
            {
                Assert.Equal($"{w} {i}", await ReadAsync($"stay/{w}/{i}"));
            }
        }

        await Store.ClearAsync("go/", Cancel);
        Assert.Null(await ReadAsync($"go/0/{writes - 1}"));
        if (Traits.Scans)
        {
            Assert.Empty(await KeysAsync("go/"));
            Assert.Equal(writers * writes, (await KeysAsync()).Length);
        }
    }
}
