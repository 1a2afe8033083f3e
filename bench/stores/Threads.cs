using System.Diagnostics;
using Freshet.Storage;
using Freshet.Stores;
using Microsoft.Extensions.Caching.Memory;

namespace Freshet.Bench;

/// <summary>
/// The memory store against Microsoft's memory cache at 1, 2 and 8 threads: arrays of 1,000 bytes that expire in an hour, under Zipf keys of
/// which a fifth fits. The store copies what it is given, since the caller keeps his buffer; Microsoft's keeps the caller's array, so sets are
/// measured against both Microsoft's alone and Microsoft's with a copy.
/// </summary>
internal static class Threads
{
    private const int Keys = 100_000;
    private const int Kept = 20_000;
    private const int ValueBytes = 1_000;
    private static readonly DateTimeOffset Expires = DateTimeOffset.UtcNow.AddHours(1);
    private static readonly MemoryCacheEntryOptions Entry = new() { Size = 1, AbsoluteExpiration = Expires };
    private static readonly byte[] Value = new byte[ValueBytes];
    private static readonly string[] Names = [.. Enumerable.Range(0, Keys).Select(i => $"https://example.org/page-{i}.html")];
    private static readonly int[] Trace = [.. HitRatio.Zipf(0.9, Keys, seed: 3, length: 500_000)];

    private delegate bool Operation(int key, int turn);

    public static void Run(int rounds)
    {
        Console.WriteLine("| | threads | MemoryStore, M/s | hits | Microsoft, M/s | hits | ratio | ratio of CPU time | LRU, ratio |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int threads in (int[])[1, 2, 8])
        {
            Compare("gets, both holding the same", threads, rounds, s => (k, _) => Get(s, k), c => (k, _) => Get(c, k));
            Compare("sets", threads, rounds, s => (k, _) => Set(s, k), c => (k, _) => Set(c, k, Value.AsSpan().ToArray()));
            Compare("sets, Microsoft without a copy", threads, rounds, s => (k, _) => Set(s, k), c => (k, _) => Set(c, k, Value));
            Compare(
                "9 gets, 1 set", threads, rounds, s => (k, i) => i % 10 == 0 ? Set(s, k) : Get(s, k),
                c => (k, i) => i % 10 == 0 ? Set(c, k, Value.AsSpan().ToArray()) : Get(c, k));
            Compare(
                "get, set what is missing", threads, rounds, s => (k, _) => Get(s, k) || Set(s, k),
                c => (k, _) => Get(c, k) || Set(c, k, Value.AsSpan().ToArray()));
        }
    }

    private static void Compare(string name, int threads, int rounds, Func<MemoryStore, Operation> ours, Func<MemoryCache, Operation> theirs)
    {
        var options = new MemoryStoreOptions { MaxEntries = Kept, MaxBytes = 1L << 32 };
        var store = new MemoryStore(options);
        var lru = new MemoryStore(options with { Eviction = MemoryEviction.LeastRecentlyUsed });
        using var cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = Kept });
        Operation[] contenders = [ours(store), theirs(cache), ours(lru)];
        Fill(k => Set(store, k), k => Set(cache, k, Value.AsSpan().ToArray()), k => Set(lru, k));
        List<Turn>[] turns = [[], [], []];

        // The first rounds warm up.
        for (int round = -1; round <= rounds; round++)
        {
            for (int i = 0; i < contenders.Length; i++)
            {
                Turn turn = Measure(threads, contenders[i]);
                if (round > 0)
                {
                    turns[i].Add(turn);
                }
            }
        }

        double Median(int of, Func<Turn, double> what) => turns[of].Select(what).Order().ElementAt(rounds / 2);
        double Ratio(int of, Func<Turn, double> what) => turns[of].Zip(turns[1], (a, b) => what(a) / what(b)).Order().ElementAt(rounds / 2);
        Console.WriteLine(
            $"| {name} | {threads} | {Median(0, t => t.Rate):F2} | {Median(0, t => t.Hits):P0} | {Median(1, t => t.Rate):F2} | {Median(1, t => t.Hits):P0} "
            + $"| {Ratio(0, t => t.Rate):F2} | {Ratio(0, t => 1 / t.Cpu):F2} | {Ratio(2, t => t.Rate):F2} |");
    }

    private static void Fill(params Func<int, bool>[] sets)
    {
        // The most popular keys, which both then hold; evictions come with further sets.
        for (int key = 0; key < Kept * 9 / 10; key++)
        {
            Array.ForEach(sets, set => set(key));
        }
    }

    private static bool Get(MemoryStore store, int key)
    {
        using StoreRecord? record = store.GetAsync(Names[key]).GetAwaiter().GetResult();
        return record is not null && record.Value.Span[0] == 0;
    }

    private static bool Get(MemoryCache cache, int key) => cache.TryGetValue(Names[key], out byte[]? value) && value![0] == 0;

    private static bool Set(MemoryStore store, int key)
    {
        store.SetAsync(Names[key], Value, Expires).GetAwaiter().GetResult();
        return false;
    }

    private static bool Set(MemoryCache cache, int key, byte[] value)
    {
        cache.Set(Names[key], value, Entry);
        return false;
    }

    private static Turn Measure(int threads, Operation operation)
    {
        const int Operations = 400_000;
        int each = Operations / threads;
        long hits = 0;
        GC.Collect();
        TimeSpan cpu = Environment.CpuUsage.TotalTime;
        long started = Stopwatch.GetTimestamp();
        Thread[] all =
        [
            .. Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                int found = 0;
                for (int i = 0, at = t * 7_919 % Trace.Length; i < each; i++, at = at + 1 == Trace.Length ? 0 : at + 1)
                {
                    found += operation(Trace[at], i) ? 1 : 0;
                }

                Interlocked.Add(ref hits, found);
            })),
        ];
        Array.ForEach(all, t => t.Start());
        Array.ForEach(all, t => t.Join());
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return new Turn(Operations / seconds / 1_000_000, (Environment.CpuUsage.TotalTime - cpu).TotalSeconds, (double)hits / Operations);
    }

    private readonly record struct Turn(double Rate, double Cpu, double Hits);
}
