using Freshet.Storage;
using Freshet.Tests.Kit;
using Freshet.Values;

namespace Freshet.Stores.Tests;

/// <summary>Values on two machines: memory of their own; Redis, its bus and its leases in common.</summary>
public sealed class ValueClusterTests : IAsyncLifetime
{
    private RedisServer server = null!;
    private TieredMachine[] machines = [];
    private ValueCache[] caches = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        server = await RedisServer.StartAsync(cancellationToken: Cancel);
        machines = [await TieredMachine.StartAsync(server.EndPoint, soft: null), await TieredMachine.StartAsync(server.EndPoint, soft: null)];
        caches = [.. machines.Select(machine => new ValueCache(
            machine.Store, new ValueCacheOptions { Cluster = new ClusterLock { Leases = machine.Redis, Wait = TimeSpan.FromSeconds(30) } }, bus: machine.Bus))];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (ValueCache cache in caches)
        {
            await cache.DisposeAsync();
        }

        foreach (TieredMachine machine in machines)
        {
            await machine.DisposeAsync();
        }

        await (server?.DisposeAsync() ?? default);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_thousand_callers_on_two_machines_make_a_value_once()
    {
        int made = 0;
        TaskCompletionSource begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource go = new(TaskCreationOptions.RunContinuationsAsynchronously);
        ValueTask<int> Ask(ValueCache cache) => cache.GetOrCreateAsync(
            "key",
            async cancel =>
            {
                begun.TrySetResult();
                await go.Task.WaitAsync(cancel);
                return Interlocked.Increment(ref made);
            },
            cancellationToken: Cancel);

        Task<int>[] calls = [.. Enumerable.Range(0, 1000).Select(i => Ask(caches[i % 2]).AsTask())];
        await begun.Task.WaitAsync(Cancel);
        go.SetResult();

        Assert.Equal([1], (await Task.WhenAll(calls)).Distinct());
        Assert.Equal(1, made);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_purged_tag_and_a_removed_key_are_gone_on_the_other_machine()
    {
        ValueOptions tagged = new() { Lifetime = TimeSpan.FromHours(1), Tags = ["users"] };
        await caches[0].SetAsync("user", "old", tagged, Cancel);
        await caches[0].SetAsync("other", "old", cancellationToken: Cancel);
        await machines[0].SettleAsync(machines[1]);
        Assert.Equal("old", (await caches[1].GetAsync<string>("user", Cancel)).Value);
        Assert.Equal("old", (await caches[1].GetAsync<string>("other", Cancel)).Value);

        await caches[0].PurgeTagAsync("users", Cancel);
        await caches[0].RemoveAsync("other", Cancel);
        await machines[0].SettleAsync(machines[1]);

        Assert.False((await caches[1].GetAsync<string>("user", Cancel)).HasValue);
        Assert.False((await caches[1].GetAsync<string>("other", Cancel)).HasValue);
    }
}
