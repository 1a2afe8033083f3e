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
    private const int Rounds = 9;
    private static readonly string[] Keys = [.. Enumerable.Range(0, 2_000).Select(i => $"h/https://example.org/section/{i % 97}/page-{i}.html")];

    public static async Task RunAsync()
    {
        await using RedisServer server = await RedisServer.StartAsync();
        await using RedisStore store = new(server.EndPoint);
        ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(server.EndPoint);
        client.PreserveAsyncOrder = false;
        IDatabase bare = client.GetDatabase();
        Console.WriteLine("| value | | calls/s, bare | RedisStore | ratio | CPU microseconds a call, bare | RedisStore | ratio |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|");
        foreach (int size in (int[])[500, 10_000, 64_000])
        {
            byte[] value = new byte[size];
            new Random(1).NextBytes(value);
            int count = size switch { < 1_000 => 50_000, < 50_000 => 20_000, _ => 5_000 };

            // The bare client keeps the array it is given: who has only memory lent to him makes one.
            await CompareAsync("set", size, count,
                async turn =>
                {
                    while (turn.Next() is { } key)
                    {
                        await bare.StringSetAsync(key, value.AsSpan().ToArray());
                    }
                },
                async turn =>
                {
                    while (turn.Next() is { } key)
                    {
                        await store.SetAsync(key, value);
                    }
                });
            await CompareAsync("get", size, count,
                async turn =>
                {
                    while (turn.Next() is { } key)
                    {
                        turn.Read((byte[]?)await bare.StringGetAsync(key));
                    }
                },
                async turn =>
                {
                    while (turn.Next() is { } key)
                    {
                        using StoreRecord? record = await store.GetAsync(key);
                        turn.Read(record!.Value);
                    }
                });
        }

        client.Dispose();
    }

    private static async Task CompareAsync(string name, int size, int count, Func<Turn, Task> bare, Func<Turn, Task> store)
    {
        List<(double Rate, double Cpu)> ofBare = [], ofStore = [];

        // The first rounds warm up.
        for (int round = -1; round <= Rounds; round++)
        {
            (double, double) first = await MeasureAsync(count, bare), second = await MeasureAsync(count, store);
            if (round > 0)
            {
                ofBare.Add(first);
                ofStore.Add(second);
            }
        }

        double Median(IEnumerable<double> all) => all.Order().ElementAt(Rounds / 2);
        double Ratio(Func<(double Rate, double Cpu), double> of) => Median(ofStore.Zip(ofBare, (s, b) => of(s) / of(b)));
        Console.WriteLine(
            $"| {size:N0} | {name} | {Median(ofBare.Select(b => b.Rate)):N0} | {Median(ofStore.Select(b => b.Rate)):N0} | {Ratio(x => x.Rate):F2} "
            + $"| {Median(ofBare.Select(b => b.Cpu)):F1} | {Median(ofStore.Select(b => b.Cpu)):F1} | {Ratio(x => 1 / x.Cpu):F2} |");
    }

    private static async Task<(double Rate, double Cpu)> MeasureAsync(int count, Func<Turn, Task> run)
    {
        var turn = new Turn(count);
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(() => run(turn))));
        return (count / Stopwatch.GetElapsedTime(start).TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / count);
    }

    private sealed class Turn(int count)
    {
        private int _next;

        public string? Next() => Interlocked.Increment(ref _next) is var i && i <= count ? Keys[i % Keys.Length] : null;

        public void Read(ReadOnlyMemory<byte> value) => ArgumentOutOfRangeException.ThrowIfZero(value.Length);
    }
}
