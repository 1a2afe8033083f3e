using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Memory;

public sealed class MemoryStoreContractTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> CreateAsync() => new(new MemoryStore(new MemoryStoreOptions { TimeProvider = Time }));
}

public sealed class LeastRecentlyUsedContractTests : CacheStoreContract
{
    protected override ValueTask<ICacheStore> CreateAsync() =>
        new(new MemoryStore(new MemoryStoreOptions { TimeProvider = Time, Eviction = MemoryEviction.LeastRecentlyUsed }));

    [Fact(Timeout = 30_000)]
    public async Task What_was_used_least_recently_leaves()
    {
        var store = new MemoryStore(new MemoryStoreOptions { MaxEntries = 100, Eviction = MemoryEviction.LeastRecentlyUsed });
        for (int i = 0; i < 100; i++)
        {
            await store.SetAsync($"{i}", new byte[1], cancellationToken: Cancel);
        }

        (await store.GetAsync("0", Cancel))!.Dispose();
        await store.SetAsync("1", new byte[2], cancellationToken: Cancel);
        await store.SetAsync("100", new byte[1], cancellationToken: Cancel);
        await store.SetAsync("101", new byte[1], cancellationToken: Cancel);
        Assert.Equal(100, store.Count);
        Assert.NotNull(await store.GetAsync("0", Cancel));
        Assert.NotNull(await store.GetAsync("1", Cancel));
        Assert.Null(await store.GetAsync("2", Cancel));
        Assert.Null(await store.GetAsync("3", Cancel));
    }
}
