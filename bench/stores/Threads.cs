using System.Diagnostics;
using Freshet.Stores;
using Microsoft.Extensions.Caching.Memory;

namespace Freshet.Bench;

/// <summary>The memory store against Microsoft's memory cache: nine reads to a write of Zipf keys, at 1, 2 and 8 threads, bounded and full.</summary>
internal static class Threads
{
    private const int Keys = 100_000;
    private const int Kept = 20_000;
    private const int Operations = 1_000_000;
    private const int ValueBytes = 1_000;

    public static void Run()
    {
        string[] keys = [.. Enumerable.Range(0, Keys).Select(i => $"https://example.org/page-{i}.html")];
        int[] trace = Trace();
        byte[] value = new byte[ValueBytes];
        Console.WriteLine($"{"threads",8}{"MemoryStore",16}{"LRU",16}{"MemoryCache",16}   million operations a second of wall time; best of 3, interleaved");
        foreach (int threads in (int[])[1, 2, 8])
        {
            double ours = 0, lru = 0, theirs = 0;
            for (int round = 0; round < 3; round++)
            {
                ours = Math.Max(ours, Store(MemoryEviction.S3Fifo, threads, keys, trace, value));
                lru = Math.Max(lru, Store(MemoryEviction.LeastRecentlyUsed, threads, keys, trace, value));
                theirs = Math.Max(theirs, Cache(threads, keys, trace, value));
            }

            Console.WriteLine($"{threads,8}{ours,16:F2}{lru,16:F2}{theirs,16:F2}   ratio {ours / theirs:F2}");
        }
    }

    private static double Store(MemoryEviction eviction, int threads, string[] keys, int[] trace, byte[] value)
    {
        var store = new MemoryStore(new MemoryStoreOptions { MaxEntries = Kept, MaxBytes = 1L << 32, Eviction = eviction });
        return Measure(threads, trace, (key, write) =>
        {
            if (write || store.GetAsync(keys[key]).GetAwaiter().GetResult() is null)
            {
                store.SetAsync(keys[key], value).GetAwaiter().GetResult();
            }
        });
    }

    private static double Cache(int threads, string[] keys, int[] trace, byte[] value)
    {
        using var cache = new MemoryCache(new MemoryCacheOptions { SizeLimit = Kept });
        return Measure(threads, trace, (key, write) =>
        {
            if (write || !cache.TryGetValue(keys[key], out byte[]? _))
            {
                // The store copies what it is given; so does this.
                cache.Set(keys[key], value.ToArray(), new MemoryCacheEntryOptions { Size = 1 });
            }
        });
    }

    private static double Measure(int threads, int[] trace, Action<int, bool> operation)
    {
        int each = Operations / threads;
        long started = Stopwatch.GetTimestamp();
        Thread[] all =
        [
            .. Enumerable.Range(0, threads).Select(t => new Thread(() =>
            {
                int from = t * 7_919;
                for (int i = 0; i < each; i++)
                {
                    operation(trace[(from + i) % trace.Length], i % 10 == 0);
                }
            })),
        ];
        Array.ForEach(all, t => t.Start());
        Array.ForEach(all, t => t.Join());
        return each * threads / Stopwatch.GetElapsedTime(started).TotalSeconds / 1_000_000;
    }

    private static int[] Trace()
    {
        double[] cumulative = new double[Keys];
        double sum = 0;
        for (int i = 0; i < Keys; i++)
        {
            cumulative[i] = sum += 1 / Math.Pow(i + 1, 0.9);
        }

        var random = new Random(3);
        return [.. Enumerable.Range(0, 500_000).Select(_ => Array.BinarySearch(cumulative, random.NextDouble() * sum) is var at && at < 0 ? ~at : at)];
    }
}
