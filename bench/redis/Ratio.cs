using System.Diagnostics;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;
using StackExchange.Redis;

namespace Freshet.Bench;

/// <summary>RedisStore against the client it is made of, in turns, with 64 calls in flight.</summary>
internal static class Ratio
{
    private const int InFlight = 64;
    private const int Rounds = 7;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 2_000).Select(i => $"h/https://example.org/section/{i % 97}/page-{i}.html")];

    public static async Task RunAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisStore store = new(server.EndPoint);
        ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(server.EndPoint);
        client.PreserveAsyncOrder = false;
        IDatabase bare = client.GetDatabase();
        Console.WriteLine("| value | bare set/s | RedisStore set/s | ratio | bare get/s | RedisStore get/s | ratio |");
        Console.WriteLine("|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int size in (int[])[500, 10_000, 64_000])
        {
            byte[] value = new byte[size];
            new Random(1).NextBytes(value);
            int count = size > 50_000 ? 4_000 : 12_000;
            List<double>[] rates = [[], [], [], []];

            // The first round warms up.
            for (int round = 0; round <= Rounds; round++)
            {
                double[] now =
                [
                    await RateAsync(count, k => bare.StringSetAsync(k, value.AsSpan().ToArray())),
                    await RateAsync(count, k => store.SetAsync(k, value).AsTask()),
                    await RateAsync(count, k => bare.StringGetAsync(k)),
                    await RateAsync(count, async k =>
                    {
                        using StoreRecord? record = await store.GetAsync(k);
                    }),
                ];
                for (int i = 0; i < now.Length && round > 0; i++)
                {
                    rates[i].Add(now[i]);
                }
            }

            double[] m = [.. rates.Select(r => r.Order().ElementAt(Rounds / 2))];
            double Of(int a, int b) => rates[a].Zip(rates[b], (x, y) => x / y).Order().ElementAt(Rounds / 2);
            Console.WriteLine($"| {size:N0} | {m[0]:N0} | {m[1]:N0} | {Of(1, 0):F2} | {m[2]:N0} | {m[3]:N0} | {Of(3, 2):F2} |");
        }

        client.Dispose();
    }

    private static async Task<double> RateAsync(int count, Func<string, Task> run)
    {
        int next = 0;
        GC.Collect();
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            while (Interlocked.Increment(ref next) is var i && i <= count)
            {
                await run(Keys[i % Keys.Length]);
            }
        })));
        return count / Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
