using System.Collections.Concurrent;
using System.Diagnostics;
using Freshet.Bench;
using Freshet.Storage;
using Freshet.Stores;

if (args is ["hits", .. var traces])
{
    HitRatio.Run(traces);
    return;
}

if (args is ["threads", ..])
{
    Threads.Run(args.Length > 1 ? int.Parse(args[1]) : 9);
    return;
}

if (args is ["faster", ..])
{
    await FasterBench.RunAsync(args[1..]);
    return;
}

if (args is ["recover", ..])
{
    await Recovery.RunAsync(args[1..]);
    return;
}

const int Count = 20_000;
const int Rounds = 5;
string directory = Path.Combine(Directory.CreateTempSubdirectory("freshet-bench-").FullName);
byte[] page = new byte[14_000];
byte[] head = new byte[500];
new Random(1).NextBytes(page);
string[] keys = [.. Enumerable.Range(0, Count).Select(i => $"https://example.org/section/{i % 97}/page-{i}.html")];
var figures = new Dictionary<string, List<(double Cpu, double User, double Wall)>>();
long hwm = 0;

// The first round warms up.
for (int round = 0; round <= Rounds; round++)
{
    if (round == 1)
    {
        figures.Values.ToList().ForEach(v => v.Clear());
    }

    using (var raw = new RawFile(Path.Combine(directory, "raw")))
    {
        Measure("raw file: set 14 kB", () => Each(k => { raw.Set(k, page); return default; }));
        Measure("raw file: get 14 kB", () => Each(k => Read(new(raw.Get(k)))));
    }

    File.Delete(Path.Combine(directory, "raw"));
    var options = new FasterStoreOptions { Directory = Path.Combine(directory, "faster") };
    FasterStore store = await FasterStore.OpenAsync(options);
    Measure("FasterStore: set 14 kB + flush", () => Each(k => store.SetAsync(k, page), store.FlushAsync));
    Measure("FasterStore: get 14 kB", () => Each(k => Read(store.GetAsync(k))));
    Measure("FasterStore: get of an absent key", () => Each(k => Read(store.GetAsync(k + "?"), absent: true)));
    Measure("FasterStore: set 500 B + flush", () => Each(k => store.SetAsync(k, head), store.FlushAsync));
    Measure("FasterStore: get 500 B", () => Each(k => Read(store.GetAsync(k))));
    Measure(
        "FasterStore: 64 at once, set + get",
        () => Task.WhenAll(Enumerable.Range(0, 64).Select(w => Worker(store, w))).GetAwaiter().GetResult());
    await store.DisposeAsync();
    Measure("FasterStore: open with snapshot, per record", () => store = FasterStore.OpenAsync(options).AsTask().GetAwaiter().GetResult());
    await store.DisposeAsync();
    File.Delete(Path.Combine(options.Directory, "index"));
    Measure("FasterStore: open by scan, per record", () => store = FasterStore.OpenAsync(options).AsTask().GetAwaiter().GetResult());
    await store.DisposeAsync();
    Directory.Delete(options.Directory, recursive: true);

    store = await FasterStore.OpenAsync(options with { MaxBytes = 64 << 20 });
    Measure("FasterStore: set 14 kB, old ones leaving", () => Each(k => store.SetAsync(k, page), store.FlushAsync));
    await store.DisposeAsync();
    Directory.Delete(options.Directory, recursive: true);

    var dictionary = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
    Measure("ConcurrentDictionary: set 14 kB", () => Each(k => { dictionary[k] = page.ToArray(); return default; }));
    Measure(
        "ConcurrentDictionary: get",
        () => Each(k => dictionary.ContainsKey(k) ? default : throw new InvalidDataException(k), times: 10), 10);
    dictionary.Clear();
    await using var memory = new MemoryStore(new MemoryStoreOptions { MaxBytes = 1 << 30 });
    Measure("MemoryStore: set 14 kB", () => Each(k => memory.SetAsync(k, page)));
    Measure("MemoryStore: get", () => Each(k => Read(memory.GetAsync(k)), times: 10), 10);
}

Directory.Delete(directory, recursive: true);
Console.WriteLine($"{"CPU microseconds an operation, median of " + Rounds,-50}{"cpu",8}{"user",8}{"wall",8}");
foreach ((string name, List<(double Cpu, double User, double Wall)> values) in figures)
{
    Console.WriteLine(
        $"{name,-50}{Median(values.Select(v => v.Cpu)),8:F2}{Median(values.Select(v => v.User)),8:F2}{Median(values.Select(v => v.Wall)),8:F2}");
}

Console.WriteLine($"set: {Ratio("raw file: set 14 kB", "FasterStore: set 14 kB + flush"):F2} of the raw file; " +
    $"get: {Ratio("raw file: get 14 kB", "FasterStore: get 14 kB"):F2} of the raw file; " +
    $"memory set: {Ratio("ConcurrentDictionary: set 14 kB", "MemoryStore: set 14 kB"):F2}, " +
    $"get: {Ratio("ConcurrentDictionary: get", "MemoryStore: get"):F2} of ConcurrentDictionary; RSS with FasterStore {hwm >> 20} MB");

async Task Worker(FasterStore store, int worker)
{
    for (int i = worker; i < Count; i += 64)
    {
        await Task.Yield();
        await store.SetAsync(keys[i], page);
        await Task.Yield();
        await Read(store.GetAsync(keys[i]));
    }
}

static async ValueTask Read(ValueTask<StoreRecord?> read, bool absent = false)
{
    using StoreRecord? record = await read;
    if (record is null != absent)
    {
        throw new InvalidDataException();
    }
}

void Each(Func<string, ValueTask> run, Func<CancellationToken, ValueTask>? end = null, int times = 1)
{
    RunAsync().GetAwaiter().GetResult();

    async Task RunAsync()
    {
        for (int i = 0; i < times; i++)
        {
            foreach (string key in keys)
            {
                await run(key);
            }
        }

        if (end is not null)
        {
            await end(default);
        }
    }
}

void Measure(string name, Action run, int times = 1)
{
    GC.Collect();
    using Process process = Process.GetCurrentProcess();
    (TimeSpan before, TimeSpan user) = (process.TotalProcessorTime, process.UserProcessorTime);
    long start = Stopwatch.GetTimestamp();
    run();
    TimeSpan wall = Stopwatch.GetElapsedTime(start);
    process.Refresh();
    if (figures.Count < 10)
    {
        // Before the stores in memory have filled it.
        hwm = process.WorkingSet64;
    }

    if (!figures.TryGetValue(name, out List<(double, double, double)>? list))
    {
        figures[name] = list = [];
    }

    list.Add((Each(process.TotalProcessorTime - before), Each(process.UserProcessorTime - user), Each(wall)));

    double Each(TimeSpan time) => time.TotalMicroseconds / Count / times;
}

double Ratio(string of, string to) => Median(figures[of].Select(v => v.Cpu)) / Median(figures[to].Select(v => v.Cpu));

static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);
