using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests.Memory;

public sealed class MemoryStoreTests
{
    private readonly FakeTime _time = new();
    private readonly StoreLog _log = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_read_gives_the_stored_array_without_copying()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions());
        await store.SetAsync("key", new byte[100], cancellationToken: Cancel);
        StoreRecord? one = await store.GetAsync("key", Cancel);
        StoreRecord? two = await store.GetAsync("key", Cancel);
        Assert.True(one!.Value.Equals(two!.Value));
        Assert.Equal("memory", one.Tier);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(1 << 20)]
    [InlineData(64 << 20)]
    public async Task The_bytes_stay_within_the_bound_and_who_leaves_is_named(long most)
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxBytes = most });
        int count = (int)(most / 1000 * 2);
        for (int i = 0; i < count; i++)
        {
            await store.SetAsync($"key {i}", new byte[1000], cancellationToken: Cancel);
            Assert.True(store.Bytes <= most);
        }

        Assert.InRange(store.Count, most / 1300 * 8 / 10, most / 1200);
        Assert.Equal(count - store.Count, _log.Lines.Length);
        Assert.StartsWith("evicted key 0 1000 memory", _log.Lines.Single(l => l.Contains("key 0 ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_count_stays_within_its_bound()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxEntries = 10 });
        for (int i = 0; i < 100; i++)
        {
            await store.SetAsync($"key {i}", new byte[10], cancellationToken: Cancel);
        }

        Assert.Equal(10, store.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scan_does_not_wash_out_what_is_used()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxBytes = 1 << 20 });
        for (int round = 0; round < 3; round++)
        {
            for (int i = 0; i < 300; i++)
            {
                if (await store.GetAsync($"used {i}", Cancel) is null)
                {
                    await store.SetAsync($"used {i}", new byte[1000], cancellationToken: Cancel);
                }
            }
        }

        for (int i = 0; i < 10_000; i++)
        {
            await store.SetAsync($"once {i}", new byte[1000], cancellationToken: Cancel);
        }

        for (int i = 0; i < 300; i++)
        {
            Assert.NotNull(await store.GetAsync($"used {i}", Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_value_larger_than_the_store_is_not_kept_and_nothing_else_leaves_for_it()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxBytes = 100_000 });
        await store.SetAsync("small", new byte[1000], cancellationToken: Cancel);
        await store.SetAsync("large", new byte[1000], cancellationToken: Cancel);
        await store.SetAsync("large", new byte[200_000], cancellationToken: Cancel);
        Assert.Null(await store.GetAsync("large", Cancel));
        Assert.NotNull(await store.GetAsync("small", Cancel));
        Assert.Equal(["evicted large 200000 memory"], _log.Lines);
    }

    [Fact(Timeout = 30_000)]
    public async Task What_expired_is_told_once_and_reclaimed_by_and_by_without_being_asked_for()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxBytes = 1 << 20 });
        await store.SetAsync("asked", new byte[10], _time.Now.AddSeconds(1), Cancel);
        for (int i = 0; i < 100; i++)
        {
            await store.SetAsync($"key {i}", new byte[10], _time.Now.AddSeconds(1), Cancel);
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null(await store.GetAsync("asked", Cancel));
        Assert.Null(await store.GetAsync("asked", Cancel));
        Assert.Equal(["expired asked memory"], _log.Lines);
        for (int i = 0; i < 200; i++)
        {
            await store.SetAsync("other", new byte[10], cancellationToken: Cancel);
        }

        Assert.Equal(1, store.Count);
        Assert.Equal(101, _log.Lines.Length);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_books_balance_after_concurrent_use()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxBytes = 2 << 20 });
        await Parallel.ForEachAsync(Enumerable.Range(0, 8), new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancel }, async (caller, cancel) =>
        {
            var random = new Random(caller);
            for (int i = 0; i < 20_000; i++)
            {
                string key = $"key {random.Next(3000)}";
                switch (random.Next(5))
                {
                    case 0:
                        await store.RemoveAsync(key, cancel);
                        break;
                    case 1:
                        await store.SetAsync(key, new byte[random.Next(3000)], random.Next(2) == 0 ? null : _time.Now.AddSeconds(random.Next(100)), cancel);
                        break;
                    default:
                        await store.GetAsync(key, cancel);
                        break;
                }

                if (caller == 0 && i % 500 == 0)
                {
                    _time.Advance(TimeSpan.FromSeconds(1));
                }
            }
        });
        Assert.True(store.Bytes <= 2 << 20);
        await store.ClearAsync(cancellationToken: Cancel);
        Assert.Equal(0, store.Count);
        Assert.Equal(0, store.Bytes);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_finds_what_stays_and_only_bytes_of_its_own_key_while_others_come_and_go()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions());
        for (int i = 0; i < 100; i++)
        {
            await store.SetAsync($"stays {i}", new byte[] { (byte)i, (byte)i, 0 }, cancellationToken: Cancel);
        }

        int writers = 2;
        Task[] callers =
        [
            .. Enumerable.Range(0, 2).Select(w => Task.Run(async () =>
            {
                // Many new keys make the table grow again and again; the others are replaced and removed.
                for (int i = 0; i < 60_000; i++)
                {
                    await store.SetAsync($"new {w} {i}", new byte[1]);
                    await store.SetAsync($"stays {i % 100}", new byte[] { (byte)(i % 100), (byte)(i % 100), (byte)w });
                    await store.RemoveAsync($"new {w} {i - 50 - (i % 7)}");
                }

                Interlocked.Decrement(ref writers);
            })),
            .. Enumerable.Range(0, 3).Select(r => Task.Run(async () =>
            {
                for (int i = r; Volatile.Read(ref writers) > 0; i++)
                {
                    using StoreRecord? found = await store.GetAsync($"stays {i % 100}");
                    Assert.NotNull(found);
                    Assert.Equal((i % 100, i % 100), (found.Value.Span[0], found.Value.Span[1]));
                }
            })),
        ];
        await Task.WhenAll(callers).WaitAsync(Cancel);
        Assert.Equal(store.Count, await store.ScanAsync(cancellationToken: Cancel).CountAsync(Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task Bounded_by_count_the_small_queue_is_a_tenth_too()
    {
        await using MemoryStore store = Make(new MemoryStoreOptions { MaxEntries = 1000 });
        for (int i = 0; i < 800; i++)
        {
            await store.SetAsync($"used {i}", new byte[10], cancellationToken: Cancel);
            (await store.GetAsync($"used {i}", Cancel))!.Dispose();
        }

        for (int i = 0; i < 5_000; i++)
        {
            await store.SetAsync($"once {i}", new byte[10], cancellationToken: Cancel);
        }

        for (int i = 0; i < 800; i++)
        {
            Assert.NotNull(await store.GetAsync($"used {i}", Cancel));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task By_the_system_s_clock_a_record_is_there_until_it_expires()
    {
        await using var store = new MemoryStore();
        DateTimeOffset soon = DateTimeOffset.UtcNow.AddMilliseconds(1_300);
        await store.SetAsync("soon", new byte[1], soon, Cancel);
        await store.SetAsync("later", new byte[1], soon.AddHours(1), Cancel);
        bool wasThere = false;
        for (DateTimeOffset before = DateTimeOffset.UtcNow; before < soon; before = DateTimeOffset.UtcNow)
        {
            using StoreRecord? found = await store.GetAsync("soon", Cancel);
            Assert.True(found is not null || DateTimeOffset.UtcNow >= soon);
            wasThere |= found is not null;
        }

        Assert.True(wasThere);
        Assert.Null(await store.GetAsync("soon", Cancel));
        Assert.NotNull(await store.GetAsync("later", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public void Options_that_can_t_work_are_refused()
    {
        OptionsException error = Assert.Throws<OptionsException>(
            () => new MemoryStore(new MemoryStoreOptions { MaxBytes = 1, MaxEntries = 0, Name = "" }));
        Assert.Equal(3, error.Problems.Count);
    }

    private MemoryStore Make(MemoryStoreOptions options)
    {
        var store = new MemoryStore(options with { TimeProvider = _time });
        store.Observe(_log);
        return store;
    }
}
