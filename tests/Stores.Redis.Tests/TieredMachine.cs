using Freshet.Storage;

namespace Freshet.Stores.Tests;

/// <summary>What one machine has: memory of its own, and Redis with the others.</summary>
internal sealed class TieredMachine : IAsyncDisposable
{
    private readonly RedisInvalidationBus bus;

    private TieredMachine(string redis, TimeSpan? soft)
    {
        RedisStoreOptions options = new()
        {
            Configuration = redis, Timeout = TimeSpan.FromSeconds(soft is null ? 10 : 1), ConnectTimeout = TimeSpan.FromSeconds(1),
        };
        bus = new RedisInvalidationBus(new RedisInvalidationBusOptions { Redis = options, Interval = TimeSpan.FromMilliseconds(200) });
        Redis = new RedisStore(options);
        Store = new TieredStore(new TieredStoreOptions
        {
            Tiers = [new StoreTier("memory", new MemoryStore()), new StoreTier("redis", Redis) { SoftTimeout = soft }],
            Bus = bus,
            RetryAfter = TimeSpan.FromMilliseconds(200),
        });
    }

    public RedisStore Redis { get; }

    public IInvalidationBus Bus => bus;

    /// <summary>Connects first: with a short soft time-out the first calls would go on without Redis.</summary>
    public static async Task<TieredMachine> StartAsync(string redis, TimeSpan? soft)
    {
        TieredMachine machine = new(redis, soft);
        await machine.Redis.ConnectAsync();
        await machine.bus.CatchUpAsync();
        return machine;
    }

    public TieredStore Store { get; }

    /// <summary>Waits until both machines have made up for everything and told each other.</summary>
    public async Task SettleAsync(TieredMachine other)
    {
        TieredMachine[] all = [this, other];
        while (all.Any(m => m.Store.IsBehind))
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        foreach (TieredMachine machine in all)
        {
            await machine.bus.FlushAsync(TestContext.Current.CancellationToken);
        }

        foreach (TieredMachine machine in all)
        {
            await machine.bus.CatchUpAsync(TestContext.Current.CancellationToken);
        }
    }

    public ValueTask DisposeAsync() => Store.DisposeAsync();
}
