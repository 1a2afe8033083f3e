using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    [Fact(Timeout = 30_000)]
    public async Task A_record_is_absent_from_its_expiry_on()
    {
        if (!Traits.FollowsClock || Traits.ExpiryPrecision != TimeSpan.Zero)
        {
            return;
        }

        DateTimeOffset expires = Time.Now.AddMilliseconds(1500);
        await Store.SetAsync("key", Bytes("value"), expires, Cancel);
        await SetAsync("other", "value");
        using (StoreRecord? record = await Store.GetAsync("key", Cancel))
        {
            Assert.Equal(expires, record!.Expires);
        }

        Time.Advance(TimeSpan.FromMilliseconds(1499));
        Assert.Equal("value", await ReadAsync("key"));
        Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(await ReadAsync("key"));
        Assert.False(await Store.RemoveAsync("key", Cancel));
        if (Traits.Scans)
        {
            Assert.Equal(["other"], await KeysAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task An_expiry_is_kept_as_exactly_as_the_medium_can()
    {
        DateTimeOffset soon = Now.AddSeconds(3), late = Now.AddDays(400).AddTicks(12_345);
        await Store.SetAsync("soon", Bytes("value"), soon, Cancel);
        await Store.SetAsync("late", Bytes("value"), late.ToOffset(TimeSpan.FromHours(5)), Cancel);
        await SetAsync("never", "value");
        await AssertExpiryAsync("soon", soon);
        await AssertExpiryAsync("late", late);
        using (StoreRecord? never = await Store.GetAsync("never", Cancel))
        {
            Assert.Null(never!.Expires);
        }

        await PassAsync(TimeSpan.FromSeconds(3) + (Traits.ExpiryPrecision * 2));
        Assert.Null(await ReadAsync("soon"));
        Assert.False(await Store.RemoveAsync("soon", Cancel));
        Assert.Equal("value", await ReadAsync("late"));
        Assert.Equal("value", await ReadAsync("never"));
        if (Traits.Scans)
        {
            Assert.Equal(["late", "never"], await KeysAsync());
            Assert.Equal(2, await Store.ClearAsync(cancellationToken: Cancel));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_second_set_replaces_the_expiry()
    {
        await Store.SetAsync("never again", Bytes("one"), Now.AddSeconds(1), Cancel);
        await SetAsync("never again", "two, which is longer");
        await SetAsync("soon", "one");
        await Store.SetAsync("soon", Bytes("two"), Now.AddSeconds(1), Cancel);
        await PassAsync(TimeSpan.FromSeconds(1) + (Traits.ExpiryPrecision * 2));
        using StoreRecord? record = await Store.GetAsync("never again", Cancel);
        Assert.Equal("two, which is longer", Text(record));
        Assert.Null(record!.Expires);
        Assert.Null(await ReadAsync("soon"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_record_set_with_a_past_expiry_is_absent()
    {
        await SetAsync("key", "one");
        await Store.SetAsync("key", Bytes("two"), Now.AddDays(-1), Cancel);
        Assert.Null(await ReadAsync("key"));
        Assert.False(await Store.RemoveAsync("key", Cancel));
        if (Traits.Scans)
        {
            Assert.Empty(await KeysAsync());
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task An_expired_record_may_be_set_again()
    {
        await Store.SetAsync("key", Bytes("one"), Now.AddDays(-1), Cancel);
        await SetAsync("key", "two");
        Assert.Equal("two", await ReadAsync("key"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Expiry_at_the_ends_of_time_is_kept()
    {
        await Store.SetAsync("last", Bytes("value"), DateTimeOffset.MaxValue, Cancel);
        await Store.SetAsync("first", Bytes("value"), DateTimeOffset.MinValue.AddTicks(1), Cancel);
        await Store.SetAsync("very first", Bytes("value"), DateTimeOffset.MinValue, Cancel);
        Assert.Equal("value", await ReadAsync("last"));
        Assert.Null(await ReadAsync("first"));
        Assert.Null(await ReadAsync("very first"));
    }

    private async Task AssertExpiryAsync(string key, DateTimeOffset expected)
    {
        using StoreRecord? record = await Store.GetAsync(key, Cancel);
        Assert.NotNull(record?.Expires);
        Assert.InRange(record.Expires.Value, expected - Traits.ExpiryPrecision, expected + Traits.ExpiryPrecision);
    }
}
