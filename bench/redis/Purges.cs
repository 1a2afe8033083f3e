using System.Diagnostics;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>How long after a purge in one process the memory of another still has the record.</summary>
internal static class Purges
{
    public const string Watch = "watch";
    private const int Count = 300;

    public static async Task RunAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using TieredStore store = await Machine.OpenAsync(server.EndPoint);
        await using ChildProcess child = ChildProcess.Start(Environment.ProcessPath!, [Watch, server.EndPoint, $"{Count}"]);
        await child.LineAsync(l => l == "ready");
        List<double> times = [];
        for (int i = 0; i < Count; i++)
        {
            await store.SetAsync($"{i}", new byte[2_000]);
            await child.LineAsync(l => l == $"has {i}");
            long start = Stopwatch.GetTimestamp();
            await store.RemoveAsync($"{i}");
            string gone = await child.LineAsync(l => l.StartsWith($"gone {i} ", StringComparison.Ordinal));

            // The clock is that of the machine, the same for both.
            times.Add(Stopwatch.GetElapsedTime(start, long.Parse(gone.Split(' ')[2])).TotalMilliseconds);
        }

        times.Sort();
        Console.WriteLine();
        Console.WriteLine($"{Count} purges, seen by the other process after ms: half {times[Count / 2]:F1}, 99 % {times[(int)(Count * 0.99)]:F1}, all {times[^1]:F1}");
    }

    public static async Task WatchAsync(string redis, int count)
    {
        await using TieredStore store = await Machine.OpenAsync(redis);
        await store.GetAsync("connect");
        Console.WriteLine("ready");
        for (int i = 0; i < count; i++)
        {
            while (await TierAsync(store, i) != "memory")
            {
                await Task.Delay(1);
            }

            Console.WriteLine($"has {i}");
            while (await TierAsync(store, i) is not null)
            {
                await Task.Delay(1);
            }

            Console.WriteLine($"gone {i} {Stopwatch.GetTimestamp()}");
        }
    }

    private static async Task<string?> TierAsync(TieredStore store, int i)
    {
        using StoreRecord? record = await store.GetAsync($"{i}");
        return record?.Tier;
    }
}
