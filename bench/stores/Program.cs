using System.Diagnostics;
using Freshet.Storage;
using Freshet.Stores;

if (args is ["hits"]) { Freshet.Bench.HitRatio.Run(); return; }

string dir = Path.Combine(args.Length > 0 ? args[0] : Path.GetTempPath(), "freshet-bench-" + Environment.ProcessId);
const int n = 20_000;
byte[] value = new byte[14_000];
new Random(1).NextBytes(value);
string[] keys = Enumerable.Range(0, n).Select(i => $"https://example.org/section/{i % 97}/page-{i}.html").ToArray();
var proc = Process.GetCurrentProcess();

async Task Measure(string name, Func<Task> run)
{
    GC.Collect();
    proc.Refresh();
    (TimeSpan cpu, TimeSpan user, long start) = (proc.TotalProcessorTime, proc.UserProcessorTime, Stopwatch.GetTimestamp());
    long alloc = GC.GetTotalAllocatedBytes();
    await run();
    TimeSpan wall = Stopwatch.GetElapsedTime(start);
    proc.Refresh();
    Console.WriteLine($"{name,-28} {(proc.TotalProcessorTime - cpu).TotalMicroseconds / n,7:F2} us cpu (user {(proc.UserProcessorTime - user).TotalMicroseconds / n,6:F2})  {wall.TotalMicroseconds / n,7:F2} us wall  {(GC.GetTotalAllocatedBytes() - alloc) / n,6} B/op  rss {proc.WorkingSet64 >> 20} MB");
}

for (int round = 0; round < 3; round++)
{
    string d = dir + "-" + round;
    FasterStore store = await FasterStore.OpenAsync(new() { Directory = d });
    await Measure("set 14 kB", async () => { foreach (string k in keys) await store.SetAsync(k, value); await store.FlushAsync(); });
    await Measure("get 14 kB", async () => { foreach (string k in keys) { using StoreRecord? r = await store.GetAsync(k); if (r is null || r.Value.Length != value.Length) throw new Exception(k); } });
    await Measure("get miss", async () => { foreach (string k in keys) { using StoreRecord? r = await store.GetAsync(k + "x"); if (r is not null) throw new Exception(k); } });
    await Measure("set 500 B", async () => { foreach (string k in keys) await store.SetAsync("h" + k, value.AsMemory(0, 500)); await store.FlushAsync(); });
    await Measure("get 500 B", async () => { foreach (string k in keys) { using StoreRecord? r = await store.GetAsync("h" + k); if (r is null) throw new Exception(k); } });
    await Measure("dispose", async () => await store.DisposeAsync());
    await Measure("open", async () => store = await FasterStore.OpenAsync(new() { Directory = d }));
    await Measure("get 14 kB reopened", async () => { foreach (string k in keys) { using StoreRecord? r = await store.GetAsync(k); if (r is null || !r.Value.Span.SequenceEqual(value)) throw new Exception(k); } });
    await store.DisposeAsync();
    File.Delete(Path.Combine(d, "index"));
    await Measure("open without snapshot", async () => store = await FasterStore.OpenAsync(new() { Directory = d }));
    Console.WriteLine(store.Count);
    await store.DisposeAsync();
    Directory.Delete(d, true);
}
