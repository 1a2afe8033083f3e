using Freshet.Storage;

namespace Freshet.Stores.Tests;

public sealed class NullStoreTests
{
    [Fact(Timeout = 30_000)]
    public async Task The_null_store_takes_everything_and_keeps_nothing()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        NullStore store = NullStore.Instance;
        await store.SetAsync("key", new byte[10], cancellationToken: cancel);
        Assert.Null(await store.GetAsync("key", cancel));
        Assert.False(await store.RemoveAsync("key", cancel));
        Assert.Equal(0, await store.ClearAsync(cancellationToken: cancel));
        await foreach (StoreEntry entry in store.ScanAsync(cancellationToken: cancel))
        {
            Assert.Fail(entry.Key);
        }

        await Assert.ThrowsAnyAsync<ArgumentException>(async () => await store.SetAsync("", new byte[10], cancellationToken: cancel));
    }
}
