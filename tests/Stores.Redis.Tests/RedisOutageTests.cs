using System.Collections.Concurrent;
using System.Text;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>Redis is paused, killed and started again under 200 readers and writers on memory and Redis.</summary>
public sealed class RedisOutageTests
{
    private const int Keys = 400;

    private int calls;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory(Timeout = 120_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_reader_sees_an_error_and_what_was_purged_meanwhile_stays_away(bool killed)
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        await using RedisServer server = await RedisServer.StartAsync(keeps: true, cancellationToken: Cancel);
        await using TieredMachine one = await TieredMachine.StartAsync(server.EndPoint, TimeSpan.FromMilliseconds(50)), two = await TieredMachine.StartAsync(server.EndPoint, TimeSpan.FromMilliseconds(50));
        for (int i = 0; i < Keys; i++)
        {
            await one.Store.SetAsync(Key(i), Encoding.UTF8.GetBytes("before"), cancellationToken: Cancel);
        }

        // Both machines have everything in memory.
        await one.SettleAsync(two);
        for (int i = 0; i < Keys; i++)
        {
            (await two.Store.GetAsync(Key(i), Cancel))?.Dispose();
        }

        ConcurrentQueue<Exception> errors = new();
        using CancellationTokenSource done = new();
        Task[] callers = [.. Enumerable.Range(0, 200).Select(c => Task.Run(() => CallAsync(c, (c % 2 == 0 ? one : two).Store, errors, done.Token)))];
        await CallsAsync(2_000);
        await OutageAsync(server, killed, async () =>
        {
            for (int i = 0; i < Keys / 2; i++)
            {
                await (i % 4 == 0 ? two : one).Store.RemoveAsync(Key(i), Cancel);
            }

            await CallsAsync(2_000);
        });
        await CallsAsync(2_000);
        await done.CancelAsync();
        await Task.WhenAll(callers);
        Assert.Empty(errors);
        await one.SettleAsync(two);
        for (int i = 0; i < Keys / 2; i++)
        {
            Assert.Null(await one.Store.GetAsync(Key(i), Cancel));
            Assert.Null(await two.Store.GetAsync(Key(i), Cancel));
        }

        await using RedisStore bare = new(server.EndPoint);
        List<string> left = await bare.ScanAsync("purged/", Cancel).Select(e => e.Key).ToListAsync(Cancel);
        Assert.NotEmpty(left);
        Assert.DoesNotContain(left, key => string.CompareOrdinal(key, Key(Keys / 2)) < 0);
    }

    private static async Task OutageAsync(RedisServer server, bool killed, Func<Task> during)
    {
        if (killed)
        {
            await server.KillAsync();
            await during();
            await server.StartAgainAsync(Cancel);
        }
        else
        {
            server.Pause();
            await during();
            server.Resume();
        }
    }

    // Nobody writes what is purged; the callers read it, and read and write keys of their own beside it.
    private async Task CallAsync(int caller, ICacheStore store, ConcurrentQueue<Exception> errors, CancellationToken done)
    {
        Random random = new(caller);
        byte[] value = new byte[500 + caller];
        try
        {
            while (!done.IsCancellationRequested)
            {
                using StoreRecord? one = await store.GetAsync(Key(random.Next(Keys)), CancellationToken.None);
                using StoreRecord? own = await store.GetAsync($"own/{caller}", CancellationToken.None);
                if (own is not null && own.Value.Length != value.Length)
                {
                    throw new InvalidDataException($"own/{caller} has {own.Value.Length} bytes.");
                }

                await store.SetAsync($"own/{caller}", value, cancellationToken: CancellationToken.None);
                Interlocked.Increment(ref calls);
                await Task.Delay(random.Next(10), CancellationToken.None);
            }
        }
        catch (Exception e)
        {
            errors.Enqueue(e);
        }
    }

    private async Task CallsAsync(int more)
    {
        int wanted = Volatile.Read(ref calls) + more;
        while (Volatile.Read(ref calls) < wanted)
        {
            await Task.Delay(5, Cancel);
        }
    }

    private static string Key(int i) => $"purged/{i:000}";
}
