using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>Writes that the network or a paused server still has when their connection is given up.</summary>
public sealed class RedisFenceTests
{
    private const string Key = "purged";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_write_that_hung_is_not_carried_out_after_the_removal_that_was_replayed(bool paused)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        await using RedisServer server = await RedisServer.StartAsync(cancellationToken: Cancel);
        await using HoldingRelay relay = new(server.Port);
        await using RedisStore redis = new(new RedisStoreOptions { Configuration = relay.EndPoint, Timeout = TimeSpan.FromMilliseconds(500) });
        await using TieredStore store = new(new TieredStoreOptions { Tiers = [new("memory", new MemoryStore()), new("redis", redis)], RetryAfter = TimeSpan.FromMilliseconds(100) });
        await redis.ConnectAsync(Cancel);
        await store.SetAsync(Key, Encoding.UTF8.GetBytes("before"), cancellationToken: Cancel);

        // Under the pause the write is in the server's socket, otherwise on its way.
        if (paused)
        {
            server.Pause();
        }
        else
        {
            relay.Hold();
        }

        await store.SetAsync(Key, Encoding.UTF8.GetBytes("late"), cancellationToken: Cancel);
        Assert.True(store.IsBehind);
        HoldingRelay.Pair[] broken = relay.Break();
        await store.RemoveAsync(Key, Cancel);
        if (paused)
        {
            server.Resume();
        }

        while (store.IsBehind)
        {
            await Task.Delay(10, Cancel);
        }

        await Task.WhenAll(broken.Select(p => p.ArriveAsync()));
        Assert.Null(await redis.GetAsync(Key, Cancel));
        await store.SetAsync(Key, Encoding.UTF8.GetBytes("after"), cancellationToken: Cancel);
        using StoreRecord? after = await redis.GetAsync(Key, Cancel);
        Assert.Equal("after", Encoding.UTF8.GetString(after!.Value.Span));
    }
}
