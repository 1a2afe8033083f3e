using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    [Fact(Timeout = 30_000)]
    public async Task A_flush_can_be_asked_for_at_any_time()
    {
        if (Store is IFlushable flushable)
        {
            await flushable.FlushAsync(Cancel);
            await SetAsync("key", "value");
            await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => flushable.FlushAsync(Cancel).AsTask()));
            Assert.Equal("value", await ReadAsync("key"));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_written_is_there_when_the_medium_is_opened_again()
    {
        byte[] large = RandomBytes(Traits.MaxValueBytes, 5);
        DateTimeOffset expires = Now.AddHours(1);
        await SetAsync("key", "one");
        await SetAsync("key", "two");
        await Store.SetAsync("large", large, expires, Cancel);
        await SetAsync("removed", "value");
        await Store.RemoveAsync("removed", Cancel);
        await SetAsync("cleared/1", "value");
        await Store.ClearAsync("cleared/", Cancel);
        await Store.SetAsync("expired", Bytes("value"), Now.AddDays(-1), Cancel);
        if (!await TryReopenAsync())
        {
            return;
        }

        Assert.Equal("two", await ReadAsync("key"));
        await AssertExpiryAsync("large", expires);
        using (StoreRecord? record = await Store.GetAsync("large", Cancel))
        {
            Assert.True(record!.Value.Span.SequenceEqual(large));
        }

        Assert.Equal("- - -", await ReadAllAsync("removed", "cleared/1", "expired"));
        if (Traits.Scans)
        {
            Assert.Equal(["key", "large"], await KeysAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_may_be_opened_and_disposed_many_times()
    {
        for (int i = 0; i < 5; i++)
        {
            await SetAsync($"key {i}", $"value {i}");
            if (!await TryReopenAsync())
            {
                return;
            }
        }

        for (int i = 0; i < 5; i++)
        {
            Assert.Equal($"value {i}", await ReadAsync($"key {i}"));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_disposed_store_says_so_and_may_be_disposed_again()
    {
        await SetAsync("key", "value");
        await Store.DisposeAsync();
        await Store.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.GetAsync("key", Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await SetAsync("key", "value"));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.RemoveAsync("key", Cancel));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await Store.ClearAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_disposal_in_the_middle_of_calls_ends_them()
    {
        Task[] callers =
        [
            .. Enumerable.Range(0, 8).Select(caller => Task.Run(async () =>
            {
                try
                {
                    for (int i = 0; ; i++)
                    {
                        await Store.SetAsync($"key {caller}", RandomBytes(10_000, i), cancellationToken: Cancel);
                        using StoreRecord? record = await Store.GetAsync($"key {caller}", Cancel);
                    }
                }
                catch (Exception e) when (e is ObjectDisposedException or StoreException)
                {
                }
            })),
        ];
        for (int i = 0; i < 20; i++)
        {
            await SetAsync("key", "value");
        }

        await Store.DisposeAsync();
        await Task.WhenAll(callers);
    }
}
