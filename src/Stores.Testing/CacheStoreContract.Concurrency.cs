using System.Buffers.Binary;
using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    [Fact(Timeout = 60_000)]
    public async Task Concurrent_callers_see_whole_records_of_their_own_keys()
    {
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, 16), parallel, async (caller, cancel) =>
        {
            var random = new Random(caller);
            for (int i = 0; i < Times(300); i++)
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

    [Fact(Timeout = 60_000)]
    public async Task A_large_record_that_is_written_over_is_never_read_in_parts()
    {
        const int Length = 600_000;
        await Store.SetAsync("key", new byte[Length], cancellationToken: Cancel);
        using var done = new CancellationTokenSource();
        Task[] readers =
        [
            .. Enumerable.Range(0, 3).Select(_ => Task.Run(async () =>
            {
                while (!done.IsCancellationRequested)
                {
                    using StoreRecord? record = await Store.GetAsync("key", Cancel);
                    Assert.True(record is null || !record.Value.Span.ContainsAnyExcept(record.Value.Span[0]), "parts of two versions");
                }
            })),
        ];
        for (int i = 1; i <= Times(60); i++)
        {
            byte[] value = new byte[i % 3 == 0 ? 100 : Length + i];
            value.AsSpan().Fill((byte)i);
            await Store.SetAsync("key", value, cancellationToken: Cancel);
        }

        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_reader_never_goes_back_to_an_older_version()
    {
        const int Readers = 4;
        int versions = Times(1_000);
        long written = 0;
        Task[] readers =
        [
            .. Enumerable.Range(0, Readers).Select(_ => Task.Run(async () =>
            {
                long last = 0;
                while (last < versions)
                {
                    long before = Interlocked.Read(ref written);
                    using StoreRecord? record = await Store.GetAsync("key", Cancel);
                    long version = record is null ? 0 : BinaryPrimitives.ReadInt64LittleEndian(record.Value.Span);
                    Assert.True(version >= before && version >= last, $"version {version} after {Math.Max(before, last)}");
                    last = version;
                }
            })),
        ];
        for (long version = 1; version <= versions; version++)
        {
            byte[] value = new byte[100];
            BinaryPrimitives.WriteInt64LittleEndian(value, version);
            await Store.SetAsync("key", value, cancellationToken: Cancel);
            Interlocked.Exchange(ref written, version);
        }

        await Task.WhenAll(readers);
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_many_who_remove_a_record_one_is_told_so()
    {
        for (int round = 0; round < Times(20); round++)
        {
            await SetAsync("key", "value");
            bool[] removed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(async () => await Store.RemoveAsync("key", Cancel))));
            Assert.Equal(1, removed.Count(r => r));
        }
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

    [Fact(Timeout = 60_000)]
    public async Task A_call_cancelled_in_the_middle_leaves_a_whole_record()
    {
        for (int i = 0; i < Times(60); i++)
        {
            byte[] before = RandomBytes(3_000 + i, i), after = RandomBytes(200_000 + i, i + 1);
            await Store.SetAsync("key", before, cancellationToken: Cancel);
            using (var source = new CancellationTokenSource())
            {
                Task setting = Store.SetAsync("key", after, null, source.Token).AsTask();
                Task<StoreRecord?> getting = Store.GetAsync("key", source.Token).AsTask();
                source.CancelAfter(TimeSpan.FromMicroseconds(i * 20));
                await IgnoreCancellationAsync(setting);
                await IgnoreCancellationAsync(getting);
            }

            using StoreRecord? record = await Store.GetAsync("key", Cancel);
            Assert.True(record is not null && (record.Value.Span.SequenceEqual(before) || record.Value.Span.SequenceEqual(after)));
        }
    }

    private static async Task IgnoreCancellationAsync(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException)
        {
        }
    }
}
