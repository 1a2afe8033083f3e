namespace Freshet.Bench;

/// <summary>Hit ratios of eviction policies on generated traces; entries count alike.</summary>
internal static class HitRatio
{
    private const int Capacity = 10_000;
    private const int Length = 2_000_000;

    public static void Run()
    {
        Func<ICachePolicy>[] policies = [() => new Lru(Capacity), () => new Sieve(Capacity), () => new S3Fifo(Capacity), () => new TinyLfu(Capacity)];
        Console.WriteLine($"{"trace",-34}{string.Concat(policies.Select(p => $"{p().GetType().Name,10}"))}");
        foreach ((string name, Func<IEnumerable<int>> trace) in Traces())
        {
            Console.Write($"{name,-34}");
            foreach (Func<ICachePolicy> make in policies)
            {
                ICachePolicy policy = make();
                long hits = 0;
                foreach (int key in trace())
                {
                    hits += policy.Touch(key) ? 1 : 0;
                }

                Console.Write($"{(double)hits / Length,10:P1}");
            }

            Console.WriteLine();
        }
    }

    private static IEnumerable<(string, Func<IEnumerable<int>>)> Traces()
    {
        yield return ("Zipf 0.9 of 200,000", () => Zipf(0.9, 200_000));
        yield return ("Zipf 0.7 of 200,000", () => Zipf(0.7, 200_000));
        yield return ("loop of 1.2 times the cache", () => Enumerable.Range(0, Length).Select(i => i % (Capacity * 12 / 10)));
        yield return ("loop of 2 times the cache", () => Enumerable.Range(0, Length).Select(i => i % (Capacity * 2)));
        yield return ("Zipf 0.9 with scans between", () => Mixed(scan: 3, loop: 0));
        yield return ("Zipf 0.9, scans and loops", () => Mixed(scan: 2, loop: 2));
        yield return ("popularity that shifts", Shifting);
        yield return ("crawl: a page once, its assets often", Crawl);
    }

    public static IEnumerable<int> Zipf(double s, int count, int seed = 1, int length = Length)
    {
        double[] cumulative = new double[count];
        double sum = 0;
        for (int i = 0; i < count; i++)
        {
            cumulative[i] = sum += 1 / Math.Pow(i + 1, s);
        }

        var random = new Random(seed);
        for (int i = 0; i < length; i++)
        {
            int at = Array.BinarySearch(cumulative, random.NextDouble() * sum);
            yield return at < 0 ? ~at : at;
        }
    }

    private static IEnumerable<int> Mixed(int scan, int loop)
    {
        int fresh = 10_000_000, turn = 0, i = 0;
        using IEnumerator<int> zipf = Zipf(0.9, 200_000).GetEnumerator();
        while (i < Length)
        {
            for (int n = 0; n < 20_000 && i < Length; n++, i++)
            {
                zipf.MoveNext();
                yield return zipf.Current;
            }

            for (int n = 0; n < scan * 5_000 && i < Length; n++, i++)
            {
                yield return fresh++;
            }

            for (int n = 0; n < loop * 5_000 && i < Length; n++, i++)
            {
                yield return 5_000_000 + (turn++ % (Capacity * 2));
            }
        }
    }

    private static IEnumerable<int> Shifting() =>
        Enumerable.Range(0, 10).SelectMany(p => Zipf(0.9, 50_000, seed: p, Length / 10).Select(k => k + (p * 20_000)));

    private static IEnumerable<int> Crawl()
    {
        using IEnumerator<int> assets = Zipf(1.0, 50_000).GetEnumerator();
        for (int i = 0; i < Length; i++)
        {
            assets.MoveNext();
            yield return i % 3 == 0 ? 1_000_000 + i : assets.Current;
        }
    }
}
