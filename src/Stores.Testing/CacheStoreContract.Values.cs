using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    [Fact(Timeout = 30_000)]
    public async Task A_key_that_was_never_set_is_absent()
    {
        Assert.Null(await Store.GetAsync("nothing", Cancel));
        Assert.False(await Store.RemoveAsync("nothing", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_set_is_read_at_once()
    {
        for (int i = 0; i < Times(1000); i++)
        {
            await SetAsync($"key {i % 10}", $"value {i}");
            Assert.Equal($"value {i}", await ReadAsync($"key {i % 10}"));
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_second_set_replaces_the_value_by_a_longer_or_a_shorter_one()
    {
        foreach (int length in (int[])[10, 20_000, 3, StoreLimits.MaxSegmentBytes, 0, 70_000, 1])
        {
            byte[] value = RandomBytes(length, length);
            await Store.SetAsync("key", value, cancellationToken: Cancel);
            using StoreRecord? record = await Store.GetAsync("key", Cancel);
            Assert.True(record!.Value.Span.SequenceEqual(value), $"{length} bytes");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_removed_record_is_absent_and_may_be_set_again()
    {
        await SetAsync("key", "one");
        Assert.True(await Store.RemoveAsync("key", Cancel));
        Assert.False(await Store.RemoveAsync("key", Cancel));
        Assert.Null(await ReadAsync("key"));
        await SetAsync("key", "two");
        Assert.Equal("two", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_large_record_may_be_removed()
    {
        await Store.SetAsync("key", RandomBytes(Traits.MaxValueBytes, 1), cancellationToken: Cancel);
        Assert.True(await Store.RemoveAsync("key", Cancel));
        Assert.Null(await Store.GetAsync("key", Cancel));
        await SetAsync("key", "small");
        Assert.Equal("small", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_empty_value_is_a_value()
    {
        await Store.SetAsync("key", ReadOnlyMemory<byte>.Empty, cancellationToken: Cancel);
        Assert.Equal("", await ReadAsync("key"));
        Assert.True(await Store.RemoveAsync("key", Cancel));
    }

    [Fact(Timeout = 60_000)]
    public async Task Values_of_every_allowed_size_come_back()
    {
        int[] sizes =
        [
            1, 2, 3, 4, 31, 511, 512, 513, 4_095, 4_096, 14_000, 65_535, 65_536, 65_537, 399_999, 400_000, 409_600, StoreLimits.MaxSegmentBytes - 1,
            StoreLimits.MaxSegmentBytes, StoreLimits.MaxSegmentBytes + 1, Traits.MaxValueBytes,
        ];
        foreach (int size in sizes)
        {
            await Store.SetAsync($"key {size}", RandomBytes(size, size), cancellationToken: Cancel);
        }

        foreach (int size in sizes)
        {
            using StoreRecord? record = await Store.GetAsync($"key {size}", Cancel);
            Assert.True(record is not null && record.Value.Span.SequenceEqual(RandomBytes(size, size)), $"{size} bytes");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task Bytes_of_every_kind_come_back()
    {
        byte[][] values =
        [
            [.. Enumerable.Range(0, 256).Select(i => (byte)i)], new byte[5_000], [.. Enumerable.Repeat((byte)255, 5_000)],
            Bytes("END\r\n"), Bytes("VALUE key 0 5\r\n"), Bytes("line\nline\r\n\r\n\0end"), Bytes("{\"json\":[]}"), [0x1f, 0x8b, 8, 0],
        ];
        for (int i = 0; i < values.Length; i++)
        {
            await Store.SetAsync($"key {i}", values[i], cancellationToken: Cancel);
        }

        for (int i = 0; i < values.Length; i++)
        {
            using StoreRecord? record = await Store.GetAsync($"key {i}", Cancel);
            Assert.True(record!.Value.Span.SequenceEqual(values[i]), $"value {i}");
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_longer_value_is_refused()
    {
        await SetAsync("key", "before");
        byte[] value = RandomBytes(Traits.MaxValueBytes + 1, 1);
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.SetAsync("key", value, cancellationToken: Cancel));
        await Assert.ThrowsAsync<ArgumentException>(async () => await Store.SetAsync("other", value, cancellationToken: Cancel));
        Assert.Equal("before", await ReadAsync("key"));
        Assert.Null(await ReadAsync("other"));
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
        await SetAsync("key", "value");
        using StoreRecord? one = await Store.GetAsync("key", Cancel);
        StoreRecord two = (await Store.GetAsync("key", Cancel))!;
        two.Dispose();
        two.Dispose();
        await SetAsync("other", "xxxxx");
        (await Store.GetAsync("other", Cancel))!.Dispose();
        Assert.Equal("value", Text(one));
    }
}
