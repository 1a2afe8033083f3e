using System.Text;
using Freshet.Storage;
using Freshet.Stores;

string redis = args is [var configuration] ? configuration : "localhost:6379";
await using TieredStore one = await OpenAsync(redis), two = await OpenAsync(redis);

// What one machine stores, the other reads from Redis, and from its own memory once it has heard of the change.
await one.SetAsync("greeting", Encoding.UTF8.GetBytes("hello"), DateTimeOffset.UtcNow.AddMinutes(10));
await UntilAsync(two, "redis");
await UntilAsync(two, "memory");

// What one removes is gone from the memory of the other.
await one.RemoveAsync("greeting");
await UntilAsync(two, null);

// A machine: memory of its own over the Redis of all.
static async Task<TieredStore> OpenAsync(string redis)
{
    var options = new RedisStoreOptions { Configuration = redis, KeyPrefix = "sample:" };
    var shared = new RedisStore(options);
    await shared.ConnectAsync();
    var bus = new RedisInvalidationBus(new RedisInvalidationBusOptions { Redis = options });
    await bus.CatchUpAsync();
    return new TieredStore(new TieredStoreOptions
    {
        Tiers = [new StoreTier("memory", new MemoryStore()), new StoreTier("redis", shared) { SoftTimeout = TimeSpan.FromSeconds(1) }],
        Bus = bus,
    });
}

// Reads until that tier answers, or none.
static async Task UntilAsync(TieredStore store, string? tier)
{
    while (true)
    {
        using StoreRecord? record = await store.GetAsync("greeting");
        if (record?.Tier == tier)
        {
            Console.WriteLine(record is null ? "nothing" : $"{Encoding.UTF8.GetString(record.Value.Span)} from {tier}");
            return;
        }

        await Task.Delay(10);
    }
}
