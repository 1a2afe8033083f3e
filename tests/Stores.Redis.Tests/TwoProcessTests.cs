using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

public sealed class TwoProcessTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 60_000)]
    public async Task A_purge_and_a_write_are_seen_in_the_memory_of_the_other_process()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        await using RedisServer server = await RedisServer.StartAsync(cancellationToken: Cancel);
        await using TieredMachine machine = await TieredMachine.StartAsync(server.EndPoint);
        await machine.Store.SetAsync("key", "one"u8.ToArray(), cancellationToken: Cancel);
        await using ChildProcess child = OtherProcess.Start(OtherProcess.Watch, server.EndPoint, "key");
        await child.LineAsync(l => l == "one memory", Cancel);
        await machine.Store.SetAsync("key", "two"u8.ToArray(), cancellationToken: Cancel);
        await child.LineAsync(l => l == "two memory", Cancel);
        await machine.Store.RemoveAsync("key", Cancel);
        await child.LineAsync(l => l == "- -", Cancel);
        await machine.Store.SetAsync("key", "three"u8.ToArray(), cancellationToken: Cancel);
        await child.LineAsync(l => l == "three memory", Cancel);
        await machine.Store.ClearAsync("k", Cancel);
        await child.LineAsync(l => l == "- -", Cancel);
    }
}
