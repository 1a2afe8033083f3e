using System.Diagnostics;
using System.Globalization;

namespace Freshet.Bench;

/// <summary>FasterStore against FASTER alone, a plain file and SQLite: durable writes of four times the memory of the log, then random reads.</summary>
/// <remarks>
/// The contenders take turns; a ratio is the median of the ratios of the turns. A write is timed with the one commit at its end that brings everything to
/// the disk. Warm reads find the page cache as the write left it; before cold reads every contender's files are dropped from it.
/// </remarks>
internal static class FasterBench
{
    private const int Memory = 64 << 20;
    private const long Data = 4L * Memory;
    private static readonly int[] Sizes = [1 << 10, 16 << 10, 64 << 10, 1 << 20];
    private static readonly string[] Phases = ["set", "get warm", "get cold"];

    public static async Task RunAsync(string[] args)
    {
        int rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 5;
        string directory = Directory.CreateTempSubdirectory("freshet-bench-").FullName;
        Console.WriteLine($"{Data >> 20} MB of records, {Memory >> 20} MB of memory for each log, medians of {rounds} interleaved turns; ratio: the other's time by FasterStore's");
        Console.WriteLine();
        Console.WriteLine("| value | | FasterStore, MB/s | CPU µs | of FASTER | by CPU | of a plain file | by CPU | of SQLite | by CPU |");
        Console.WriteLine("|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        foreach (int size in args.Length > 1 ? [int.Parse(args[1], CultureInfo.InvariantCulture)] : Sizes)
        {
            await RunAsync(directory, size, rounds);
        }

        Directory.Delete(directory, recursive: true);
    }

    private static async Task RunAsync(string directory, int size, int rounds)
    {
        int count = (int)(Data / size);
        int reads = Math.Min(count, 65_536);
        var times = new Dictionary<(int Contender, int Phase), List<(double Wall, double Cpu)>>();

        // The first turn warms up.
        for (int round = -1; round < rounds; round++)
        {
            for (int turn = 0; turn < Contender.All.Count; turn++)
            {
                int contender = (turn + round + 1) % Contender.All.Count;
                string place = Directory.CreateDirectory(Path.Combine(directory, $"{contender}")).FullName;
                (double, double)[] measured = await MeasureAsync(Contender.All[contender], place, size, count, reads);
                Directory.Delete(place, recursive: true);
                for (int phase = 0; phase < Phases.Length && round >= 0; phase++)
                {
                    (times.TryGetValue((contender, phase), out var list) ? list : times[(contender, phase)] = []).Add(measured[phase]);
                }
            }
        }

        for (int phase = 0; phase < Phases.Length; phase++)
        {
            List<(double Wall, double Cpu)> ours = times[(0, phase)];
            IEnumerable<string> ratios = Enumerable.Range(1, Contender.All.Count - 1).Select(other => times[(other, phase)].Zip(ours).ToList())
                .Select(pairs => $"{Median(pairs.Select(p => p.First.Wall / p.Second.Wall)):F2} | {Median(pairs.Select(p => p.First.Cpu / p.Second.Cpu)):F2}");
            Console.WriteLine($"| {size >> 10} kB | {Phases[phase]} | {size / Median(ours.Select(o => o.Wall)):N0} | {Median(ours.Select(o => o.Cpu)):F1} | {string.Join(" | ", ratios)} |");
        }
    }

    private static async Task<(double Wall, double Cpu)[]> MeasureAsync(Func<string, int, Task<Contender>> open, string place, int size, int count, int reads)
    {
        byte[] value = new byte[size];
        new Random(1).NextBytes(value);
        var keys = new string[count];
        for (int i = 0; i < count; i++)
        {
            keys[i] = $"https://example.org/section/{i % 97}/page-{i}.html";
        }

        await using Contender store = await open(place, Memory);
        (double, double) set = await TimeAsync(count, async () =>
        {
            var writing = new Queue<ValueTask>();
            for (int i = 0; i < count; i++)
            {
                if (writing.Count == store.InFlight)
                {
                    await writing.Dequeue();
                }

                writing.Enqueue(store.SetAsync(keys[i], value));
            }

            while (writing.TryDequeue(out ValueTask last))
            {
                await last;
            }

            await store.CommitAsync();
        });
        (double, double) warm = await ReadAsync(store, keys, size, reads);
        PageCache.Drop(place);
        return [set, warm, await ReadAsync(store, keys, size, reads)];
    }

    private static Task<(double, double)> ReadAsync(Contender store, string[] keys, int size, int reads)
    {
        var random = new Random(2);
        return TimeAsync(reads, async () =>
        {
            for (int i = 0; i < reads; i++)
            {
                if (await store.GetAsync(keys[random.Next(keys.Length)]) != size)
                {
                    throw new InvalidDataException();
                }
            }
        });
    }

    private static async Task<(double, double)> TimeAsync(int count, Func<Task> run)
    {
        GC.Collect();
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await run();
        double wall = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        process.Refresh();
        return (wall / count, (process.TotalProcessorTime - before).TotalMicroseconds / count);
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] ordered = [.. values.Order()];
        return ordered[ordered.Length / 2];
    }
}
