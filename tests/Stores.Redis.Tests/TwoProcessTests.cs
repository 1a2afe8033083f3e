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
        await using TieredMachine machine = await TieredMachine.StartAsync(server.EndPoint, soft: null);
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

    [Theory(Timeout = 60_000)]
    [InlineData("whole")]
    [InlineData("streamed")]
    public async Task A_thousand_requests_of_two_processes_for_one_key_are_one_to_the_origin(string how)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        await using RedisServer server = await RedisServer.StartAsync(cancellationToken: Cancel);
        TaskCompletionSource under = new();
        await using LoopbackOrigin origin = new(async exchange =>
        {
            await under.Task;
            await exchange.SendAsync(200, new string('x', 100_000), ("Cache-Control", "max-age=600"));
        });
        string[] arguments = [OtherProcess.Fetch, server.EndPoint, origin.At("/page").ToString(), "500", how];
        await using ChildProcess one = OtherProcess.Start(arguments), two = OtherProcess.Start(arguments);
        ChildProcess[] children = [one, two];
        foreach (ChildProcess child in children)
        {
            await child.LineAsync(l => l == "ready", Cancel);
        }

        await using RedisStore go = new(server.EndPoint);
        await go.SetAsync("go", "go"u8.ToArray(), cancellationToken: Cancel);
        foreach (ChildProcess child in children)
        {
            await child.LineAsync(l => l == "asking", Cancel);
        }

        await origin.WhenRequestsAsync(1, Cancel);
        under.SetResult();
        foreach (ChildProcess child in children)
        {
            Assert.Equal("50000000", await child.LineAsync(l => char.IsDigit(l.FirstOrDefault()), Cancel));
            await child.ExitAsync(cancellationToken: Cancel);
        }

        Assert.Single(origin.Requests);
    }
}
