// What a million URLs cost that are queued and seen, in memory and in CPU time.
// dotnet run -c Release --project bench/frontier [-- URLS [HOSTS]]
using System.Globalization;
using System.Text;
using System.Text.Json;
using Freshet.Bench;
using Freshet.Frontiers;
using Freshet.Urls;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var urls = args.Length > 0 ? int.Parse(args[0]) : 1_000_000;
var hosts = args.Length > 1 ? int.Parse(args[1]) : 100;

await RunAsync(Math.Min(urls, 5_000), Math.Min(hosts, 100), new Report(TextWriter.Null));
var report = new Report(Console.Out);
await RunAsync(urls, hosts, report);
Links.Measure(report);
Console.WriteLine(JsonSerializer.Serialize(report.Figures));

static async Task RunAsync(int urls, int hosts, Report report)
{
    var unlimited = new PolitenessOptions { Default = HostPoliteness.Unlimited };
    await using var frontier = new MemoryFrontier(new FrontierOptions { Politeness = unlimited });
    var seen = new SeenSet();
    var batch = new CrawlRequest[10];
    var buffers = batch.Select(_ => new byte[256]).ToArray();

    report.Base();
    long bytes = 0;
    for (var i = 0; i < urls; i += batch.Length)
    {
        for (var j = 0; j < batch.Length; j++)
        {
            var length = Links.Write(buffers[j], i + j, hosts);
            bytes += length;
            batch[j] = new CrawlRequest(buffers[j].AsMemory(0, length), 3);
        }
    }

    report.Phase("make", urls);
    for (var i = 0; i < urls; i += batch.Length)
    {
        for (var j = 0; j < batch.Length; j++)
        {
            var length = Links.Write(buffers[j], i + j, hosts);
            if (!seen.TryAdd(UrlKey.Of(buffers[j].AsSpan(0, length))))
            {
                throw new InvalidOperationException("Two URLs have one key.");
            }

            batch[j] = new CrawlRequest(buffers[j].AsMemory(0, length), 3);
        }

        await frontier.AddAsync(batch);
    }

    report.Phase("add", urls, less: "make");
    report.Memory(urls, bytes, frontier.Counts);
    var repeats = 0;
    for (var i = 0; i < urls; i++)
    {
        var length = Links.Write(buffers[0], i, hosts);
        repeats += seen.TryAdd(UrlKey.Of(buffers[0].AsSpan(0, length))) ? 0 : 1;
    }

    report.Phase("seen", urls, less: "make");
    frontier.CompleteAdding();
    var leases = 0;
    while (await frontier.LeaseAsync() is { } lease)
    {
        leases++;
        await frontier.CompleteAsync(lease, LeaseOutcome.Done);
    }

    report.Phase("leaseAndComplete", urls);
    if (repeats != urls || leases != urls)
    {
        throw new InvalidOperationException($"Of {urls} URLs {repeats} were repeats and {leases} were leased.");
    }
}
