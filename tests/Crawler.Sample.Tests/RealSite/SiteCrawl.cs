using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>A crawl of the manual: what the program said, its events, and what nginx says.</summary>
internal sealed record SiteCrawl(CrawlReport Report, IReadOnlyList<CrawlEvent> Events, IReadOnlyList<NginxRequest> Log)
{
    private static readonly string[] WithRequest = ["revalidated", "replaced", "miss", "bypass"];

    public long this[string field] => Report[field];

    public IEnumerable<KeyValuePair<string, int>> Answers => ServedManual.Answers(Log);

    public static Task<SiteCrawl> RunAsync(ServedManual site, string store, params string[] options) => RunAsync(site, store, false, options);

    /// <summary>Crawls, and checks that all accounts agree. Of a compressed response nginx counts the chunks too.</summary>
    public static async Task<SiteCrawl> RunAsync(ServedManual site, string store, bool compressed, params string[] options)
    {
        await site.Nginx.TakeLogAsync(TestContext.Current.CancellationToken);
        var report = await FreshetProgram.CrawlAsync(site.Start, ["--store", store, "--events", .. options]);
        var crawl = new SiteCrawl(report, CrawlEvent.Of(report.Result.Output), await site.Nginx.TakeLogAsync(TestContext.Current.CancellationToken));
        crawl.Agrees(compressed);
        return crawl;
    }

    public int Count(string name) => Events.Count(item => item.Name == name);

    // Three accounts of the same crawl: the summary, the events, nginx's log.
    private void Agrees(bool compressed)
    {
        Assert.Equal((0, this["pages"]), (Report.Result.ExitCode, Events.Count(item => item.Url is not null)));
        Assert.Equal(this["pages"], Events.Where(item => item.Url is not null).DistinctBy(item => item.Url).Count());
        Assert.Equal(
            (this["hits"], this["revalidated"], this["replaced"], this["misses"], this["bypassed"], this["staleHits"], this["failed"]),
            (Count("hit"), Count("revalidated"), Count("replaced"), Count("miss"), Count("bypass"), Count("staleHit"), Count("failed")));
        Assert.Equal(
            Events.Where(item => WithRequest.Contains(item.Name)).Select(item => Walker.Target(item.Url!.PathAndQuery)).Order(StringComparer.Ordinal),
            Answers.Select(answer => answer.Key));
        var sent = Log.Where(request => request.Status != 304).Sum(request => request.Bytes);
        Assert.InRange(this["networkBytes"], compressed ? sent * 9 / 10 : sent, sent);
        Assert.Equal(this["replaced"] + this["misses"] + this["bypassed"], Log.Count(request => request.Status != 304));
    }
}

/// <summary>A line of --events --json.</summary>
internal sealed record CrawlEvent(string Name, DateTimeOffset At, Uri? Url)
{
    public static CrawlEvent Of(JsonElement line) => new(
        line.GetProperty("event").GetString()!,
        line.GetProperty("at").GetDateTimeOffset(),
        line.TryGetProperty("url", out var url) ? new Uri(url.GetString()!) : null);

    /// <summary>The events of an output, without the summary and a line that was cut off.</summary>
    public static IReadOnlyList<CrawlEvent> Of(string output) =>
        [.. output.Split('\n')[..^1].Where(line => line.StartsWith("{\"event\"", StringComparison.Ordinal)).Select(line => Of(JsonDocument.Parse(line).RootElement))];
}
