namespace Freshet.Bench;

/// <summary>Hit ratios of eviction policies on generated traces; entries count alike.</summary>
internal static class HitRatio
{
    private const int Capacity = 10_000;
    private const int Length = 2_000_000;

    public static void Run(string[] files)
    {
        Console.WriteLine("| trace | LRU | SIEVE | S3-FIFO | W-TinyLFU | MemoryStore | ahead of LRU |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---|");
        foreach ((string name, int capacity, IEnumerable<int> trace) in files.Length > 0 ? files.SelectMany(Read) : Traces().Select(t => (t.Name, Capacity, t.Trace())))
        {
            ICachePolicy[] policies = [new Lru(capacity), new Sieve(capacity), new S3Fifo(capacity), new TinyLfu(capacity), new Store(capacity)];
            int[] hits = new int[policies.Length];
            int length = 0;
            foreach (int key in trace)
            {
                length++;
                for (int i = 0; i < policies.Length; i++)
                {
                    hits[i] += policies[i].Touch(key) ? 1 : 0;
                }
            }

            string verdict = hits[^1] > hits[0] ? "yes" : hits[^1] == hits[0] ? "equal" : "NO";
            Console.WriteLine($"| {name} | {string.Join(" | ", hits.Select(h => $"{(double)h / length:P1}"))} | {verdict} |");
        }
    }

    // A number or name a line, by three sizes of cache: shares of what there is of distinct ones.
    private static IEnumerable<(string, int, IEnumerable<int>)> Read(string file)
    {
        Dictionary<string, int> ids = [];
        int[] trace = [.. File.ReadLines(file).Where(l => l.Length > 0 && l != "*").Select(l => ids.TryGetValue(l, out int id) ? id : ids[l] = ids.Count)];
        return ((int[])[5, 20, 50]).Select(share => ($"{Path.GetFileName(file)}, {share} % of {ids.Count:N0}", Math.Max(ids.Count * share / 100, 100), (IEnumerable<int>)trace));
    }

    private static IEnumerable<(string Name, Func<IEnumerable<int>> Trace)> Traces()
    {
        yield return ("Zipf 0.9 of 200,000", () => Zipf(0.9, 200_000));
        yield return ("Zipf 0.7 of 200,000", () => Zipf(0.7, 200_000));
        yield return ("loop of 1.2 times the cache", () => Enumerable.Range(0, Length).Select(i => i % (Capacity * 12 / 10)));
        yield return ("loop of 2 times the cache", () => Enumerable.Range(0, Length).Select(i => i % (Capacity * 2)));
        yield return ("Zipf 0.9 with scans between", () => Mixed(scan: 3, loop: 0));
        yield return ("Zipf 0.9, scans and loops", () => Mixed(scan: 2, loop: 2));
        yield return ("popularity that shifts", Shifting);
        yield return ("crawl: a page once, its assets often", Crawl);
        yield return ("what was used lately, again", Recent);
        yield return ("all twice, half a cache apart", Twice);
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

    // The distance back to the last use is log-uniform up to four times the cache: what LRU is made for.
    private static IEnumerable<int> Recent()
    {
        var random = new Random(7);
        int[] past = new int[Length];
        for (int i = 0; i < Length; i++)
        {
            int back = (int)Math.Exp(random.NextDouble() * Math.Log(Capacity * 4));
            past[i] = random.Next(5) == 0 || back > i ? i : past[i - back];
            yield return past[i];
        }
    }

    private static IEnumerable<int> Twice()
    {
        for (int i = 0; i < Length / 2; i++)
        {
            yield return i;
            yield return i < Capacity / 4 ? -i : i - (Capacity / 4);
        }
    }
}
