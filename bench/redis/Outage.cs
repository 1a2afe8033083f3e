using System.Collections.Concurrent;
using System.Diagnostics;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>What 200 readers and writers feel of Redis being paused, killed and started again.</summary>
internal static class Outage
{
    private const int Callers = 200;
    private const int Keys = 20_000;

    public static async Task RunAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync(keeps: true);

        // Half of the keys fit into memory, so that half of the reads need Redis.
        await using TieredStore store = await Machine.OpenAsync(server.EndPoint, memory: 20 << 20);
        for (int i = 0; i < Keys; i++)
        {
            await store.SetAsync($"{i}", new byte[2_000]);
        }

        Console.WriteLine();
        Console.WriteLine($"| {Callers} callers, soft time-out {Machine.Soft.TotalMilliseconds} ms | reads | 50 % | 99 % | 99.9 % | most, ms | errors |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        await PhaseAsync(store, "Redis answers", null);
        await PhaseAsync(store, "paused (SIGSTOP)", server.Pause);
        await PhaseAsync(store, "resumed", server.Resume);
        await PhaseAsync(store, "killed", () => server.KillAsync().GetAwaiter().GetResult());
        await PhaseAsync(store, "started again", () => server.StartAgainAsync().GetAwaiter().GetResult());
    }

    private static async Task PhaseAsync(TieredStore store, string name, Action? begin)
    {
        ConcurrentBag<List<double>> all = [];
        int errors = 0;
        using CancellationTokenSource end = new();
        Task[] callers = [.. Enumerable.Range(0, Callers).Select(c => Task.Run(async () =>
        {
            List<double> times = [];
            all.Add(times);
            Random random = new(c);
            while (!end.IsCancellationRequested)
            {
                long start = Stopwatch.GetTimestamp();
                try
                {
                    using StoreRecord? record = await store.GetAsync($"{random.Next(Keys)}");
                    times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                    if (random.Next(10) == 0)
                    {
                        await store.SetAsync($"{random.Next(Keys)}", new byte[2_000]);
                    }
                }
                catch (Exception)
                {
                    Interlocked.Increment(ref errors);
                }

                await Task.Delay(random.Next(5, 20));
            }
        }))];
        await Task.Delay(300);
        begin?.Invoke();
        await Task.Delay(5_000);
        await end.CancelAsync();
        await Task.WhenAll(callers);
        double[] sorted = [.. all.SelectMany(t => t).Order()];
        double At(double share) => sorted[(int)(share * (sorted.Length - 1))];
        Console.WriteLine($"| {name} | {sorted.Length:N0} | {At(0.5):F2} | {At(0.99):F2} | {At(0.999):F2} | {sorted[^1]:F0} | {errors} |");
    }
}
