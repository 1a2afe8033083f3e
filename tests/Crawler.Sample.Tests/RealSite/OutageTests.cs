using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>A server that goes away in the middle of a crawl and comes back.</summary>
public sealed class OutageTests
{
    [Fact(Timeout = 300_000)]
    public async Task The_crawl_goes_on_counts_what_failed_and_a_later_run_completes_it()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var site = await ManualFixture.StartAsync();
        using var store = new TempDirectory();
        await using var program = FreshetProgram.Start(
            "crawl", site.Start.AbsoluteUri, "--store", store.Path, "--delay", "15ms", "--connections-per-host", "8", "--events", "--json");
        await program.LineAsync(Count("miss", 60), cancellation);
        await site.Nginx.StopAsync();
        await program.LineAsync(Count("failed", 10), cancellation);
        await site.Nginx.StartAgainAsync(cancellation);
        var report = CrawlReport.Of(await program.ExitAsync(cancellationToken: cancellation));
        var events = CrawlEvent.Of(report.Result.Output);
        Assert.Equal(0, report.Result.ExitCode);
        Assert.Equal(report["failed"], events.Count(item => item.Name == "failed"));
        Assert.Equal(report["pages"], report["misses"]);
        Assert.Equal(report["pages"] + report["failed"], events.Count(item => item.Url is not null));
        Assert.InRange(report["failed"], 10, site.Targets.Count);
        Assert.Equal("miss", events.Last(item => item.Url is not null).Name);

        var later = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Equal((site.Targets.Count, report["misses"], 0), (later["pages"], later["hits"], later["failed"]));
        await StoredBodies.AreTheFilesAsync(site, store.Path);
    }

    private static Func<string, bool> Count(string name, int count) =>
        line => line.StartsWith($"{{\"event\":\"{name}\"", StringComparison.Ordinal) && --count <= 0;
}
