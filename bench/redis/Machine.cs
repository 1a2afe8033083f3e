using Freshet.Stores;

namespace Freshet.Bench;

internal static class Machine
{
    public static readonly TimeSpan Soft = TimeSpan.FromMilliseconds(50);

    /// <summary>Memory of its own, and Redis and the bus with the others.</summary>
    public static async Task<TieredStore> OpenAsync(string redis, long memory = 256 << 20)
    {
        RedisStoreOptions options = new() { Configuration = redis, Timeout = TimeSpan.FromSeconds(1), ConnectTimeout = TimeSpan.FromSeconds(1) };
        RedisStore store = new(options);
        await store.ConnectAsync();
        return new TieredStore(new TieredStoreOptions
        {
            Tiers =
            [
                new StoreTier("memory", new MemoryStore(new MemoryStoreOptions { MaxBytes = memory })),
                new StoreTier("redis", store) { SoftTimeout = Soft },
            ],
            Bus = new RedisInvalidationBus(new RedisInvalidationBusOptions { Redis = options }),
            RetryAfter = TimeSpan.FromSeconds(1),
        });
    }
}
