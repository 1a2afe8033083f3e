using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Stores;

// What cache.Events costs: CPU time and allocation of a hit in memory without a subscriber, with one, and with one that is slower than the cache.
const int Hits = 200_000;
const int Rounds = 7;

var head = new ResponseHead(200, HeaderFields.Of(("Cache-Control", "max-age=86400"), ("Content-Type", "text/html")));
var body = new byte[1000];
var request = RequestHead.Get(new Uri("http://bench/"));

Case[] cases =
[
    new("no subscriber", _ => null),
    new("a subscriber that counts", cache => cache.Events.Subscribe(_ => { })),
    new("a subscriber that never returns", cache => cache.Events.Subscribe(_ => Thread.Sleep(Timeout.Infinite))),
];
foreach (var round in Enumerable.Range(0, Rounds + 1))
{
    foreach (var item in cases)
    {
        var sample = await MeasureAsync(item);
        if (round > 0)
        {
            item.Samples.Add(sample);
        }
    }
}

var limit = Median(cases[0]).Nanoseconds;
Console.WriteLine("| hits in memory | CPU ns a hit | ratio | bytes a hit |");
Console.WriteLine("|---|---:|---:|---:|");
foreach (var item in cases)
{
    var (nanoseconds, bytes) = Median(item);
    Console.WriteLine($"| {item.Name} | {nanoseconds:0} | {nanoseconds / limit:0.00} | {bytes:0} |");
}

async Task<(double, double)> MeasureAsync(Case item)
{
    await using var store = new MemoryStore();
    await using var cache = new HttpCache(store);
    using (await cache.SendAsync(request, new Canned(head, body)))
    {
    }

    using var subscription = item.Subscribe(cache);
    var cpu = Environment.CpuUsage.TotalTime;
    var bytes = GC.GetTotalAllocatedBytes(true);
    for (var i = 0; i < Hits; i++)
    {
        using var exchange = new Exchange(request);
        await cache.LookupAsync(exchange);
        if (exchange.Outcome != CacheOutcome.Hit)
        {
            throw new InvalidOperationException($"A lookup was {exchange.Outcome}, not a hit.");
        }
    }

    return ((Environment.CpuUsage.TotalTime - cpu).TotalNanoseconds / Hits, (GC.GetTotalAllocatedBytes(true) - bytes) / (double)Hits);
}

static (double Nanoseconds, double Bytes) Median(Case item) =>
    (item.Samples.Select(s => s.Nanoseconds).Order().ElementAt(Rounds / 2), item.Samples.Select(s => s.Bytes).Order().ElementAt(Rounds / 2));

internal sealed record Case(string Name, Func<HttpCache, IDisposable?> Subscribe)
{
    public List<(double Nanoseconds, double Bytes)> Samples { get; } = [];
}

internal sealed class Canned(ResponseHead head, byte[] body) : IFetcher
{
    public ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default) =>
        new(new FetchedResponse(head, BodyBuffer.Of(body), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow));
}
