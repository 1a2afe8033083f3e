using System.Collections.Concurrent;
using Freshet.Values;
using Microsoft.Extensions.Caching.Memory;

// What a value costs: a hit in memory against Microsoft's memory cache and a bare dictionary, a memoised call, a miss, and 1,000 callers of a cold key.
// CPU time and allocation, medians of rounds that take turns.
const int Keys = 1024;
const int Hits = 1_000_000;
const int Rounds = 9;

string[] keys = [.. Enumerable.Range(0, Keys).Select(i => $"user/{i}")];
var value = new object();
await using var values = new ValueCache();
await using var tagged = new ValueCache(null, new ValueCacheOptions { Defaults = new() { Tags = ["users"], Lifetime = TimeSpan.FromHours(1) } });
using var microsoft = new MemoryCache(new MemoryCacheOptions());
var bare = new ConcurrentDictionary<string, object>(StringComparer.Ordinal);
var one = values.MemoizeSync(static (int id) => new object());
var two = values.Memoize(static (int id, string language) => Task.FromResult(new object()));
foreach (var key in keys)
{
    bare[key] = value;
}

Case[] cases =
[
    new("bare `ConcurrentDictionary.TryGetValue`", Hits, () => Each(key => bare.TryGetValue(key, out _))),
    new("Microsoft `IMemoryCache.GetOrCreateAsync`", Hits, () => EachTaskAsync(key => microsoft.GetOrCreateAsync(key, static _ => Task.FromResult(new object())))),
    new("Microsoft `IMemoryCache.TryGetValue`", Hits, () => Each(key => microsoft.TryGetValue(key, out _))),
    new("`ValueCache.GetOrCreateAsync`", Hits, () => EachAsync(key => values.GetOrCreateAsync(key, static _ => new ValueTask<object>(new object())))),
    new("the same with a tag", Hits, () => EachAsync(key => tagged.GetOrCreateAsync(key, static _ => new ValueTask<object>(new object())))),
    new("`ValueCache.TryGet`", Hits, () => Each(key => values.TryGet<object>(key, out _))),
    new("memoised function of an int", Hits, () => Each(key => one.Call(key.Length) is not null)),
    new("memoised function of an int and a string", Hits, () => EachAsync(key => two.CallAsync(key.Length, key))),
    new("`ValueCache`, a miss", Hits / 10, MissesAsync),
    new("Microsoft, a miss", Hits / 10, MicrosoftMissesAsync),
];
foreach (var round in Enumerable.Range(0, Rounds + 2))
{
    foreach (var item in cases)
    {
        var cpu = Environment.CpuUsage.TotalTime;
        var bytes = GC.GetTotalAllocatedBytes(true);
        await item.Run();
        var sample = ((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / item.Count, (GC.GetTotalAllocatedBytes(true) - bytes) / (double)item.Count);
        if (round > 1)
        {
            item.Samples.Add(sample);
        }
    }
}

var limit = cases[1].Median.Nanoseconds;
Console.WriteLine("| | CPU ns | of Microsoft's | bytes |");
Console.WriteLine("|---|---:|---:|---:|");
foreach (var item in cases)
{
    Console.WriteLine($"| {item.Name} | {item.Median.Nanoseconds:0} | {item.Median.Nanoseconds / limit:0.00} | {item.Median.Bytes:0} |");
}

await StampedeAsync();

Task Each(Func<string, bool> get)
{
    for (var i = 0; i < Hits; i++)
    {
        get(keys[i & (Keys - 1)]);
    }

    return Task.CompletedTask;
}

async Task EachTaskAsync(Func<string, Task<object?>> get)
{
    for (var i = 0; i < Hits; i++)
    {
        await get(keys[i & (Keys - 1)]);
    }
}

async Task EachAsync(Func<string, ValueTask<object>> get)
{
    for (var i = 0; i < Hits; i++)
    {
        await get(keys[i & (Keys - 1)]);
    }
}

async Task MissesAsync()
{
    await using var cache = new ValueCache();
    for (var i = 0; i < Hits / 10; i++)
    {
        await cache.GetOrCreateAsync($"{i}", static _ => new ValueTask<object>(new object()));
    }
}

async Task MicrosoftMissesAsync()
{
    using var cache = new MemoryCache(new MemoryCacheOptions());
    for (var i = 0; i < Hits / 10; i++)
    {
        await cache.GetOrCreateAsync($"{i}", static entry =>
        {
            entry.AbsoluteExpirationRelativeToNow = TimeSpan.FromMinutes(5);
            return Task.FromResult(new object());
        });
    }
}

async Task StampedeAsync()
{
    const int Callers = 1000;
    const int Times = 50;
    var runs = 0;
    var cpu = Environment.CpuUsage.TotalTime;
    for (var i = 0; i < Times; i++)
    {
        await using var cache = new ValueCache();
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(_ => cache.GetOrCreateAsync("key", async _ =>
        {
            Interlocked.Increment(ref runs);
            await Task.Delay(5);
            return new object();
        }).AsTask()));
    }

    Console.WriteLine();
    Console.WriteLine($"{Callers:N0} callers of one cold key, {Times} times: the factory ran {runs} times; {(Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / Times / Callers:0.00} CPU microseconds a caller.");
}

internal sealed record Case(string Name, int Count, Func<Task> Run)
{
    public List<(double Nanoseconds, double Bytes)> Samples { get; } = [];

    public (double Nanoseconds, double Bytes) Median => (
        Samples.Select(s => s.Nanoseconds).Order().ElementAt(Samples.Count / 2), Samples.Select(s => s.Bytes).Order().ElementAt(Samples.Count / 2));
}
