using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>kill -9 in the middle of a crawl.</summary>
public sealed class KilledTests(ManualFixture fixture) : IClassFixture<ManualFixture>
{
    // Writes reach the operating system every 50 ms; a busy machine gets some more time.
    private static readonly TimeSpan Tail = TimeSpan.FromMilliseconds(1_000);

    [Theory(Timeout = 300_000)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_was_stored_is_not_fetched_again_no_page_is_missed_and_none_is_wrong(int seed)
    {
        var site = fixture.Site;
        site.KeepAll();
        using var store = new TempDirectory();
        await site.Nginx.TakeLogAsync(TestContext.Current.CancellationToken);
        var random = new Random(seed);
        List<NginxRequest> log = [];
        HashSet<string> kept = [];
        for (var kill = 0; kill < 2; kill++)
        {
            var events = await CrawlAndKillAsync(site, store.Path, random.Next(site.Targets.Count / 4, site.Targets.Count * 3 / 4));
            var asked = await site.Nginx.TakeLogAsync(TestContext.Current.CancellationToken);
            Assert.DoesNotContain(ServedManual.Answers(asked), answer => kept.Contains(answer.Key));
            log.AddRange(asked);
            var last = events[^1].At;
            kept.UnionWith(events.Where(item => item.Name == "miss" && item.At <= last - Tail).Select(item => Walker.Target(item.Url!.PathAndQuery)));
        }

        var again = await SiteCrawl.RunAsync(site, store.Path);
        Assert.DoesNotContain(again.Answers, answer => kept.Contains(answer.Key));
        Assert.NotEmpty(kept);
        Assert.Equal((site.Targets.Count, 0), (again["pages"], again["failed"]));
        Assert.Equal(site.Targets.OrderBy(t => t.Key), ServedManual.Answers(log.Concat(again.Log)).Distinct().OrderBy(answer => answer.Key));
        await StoredBodies.AreTheFilesAsync(site, store.Path);
    }

    // Paced, so that the kill comes in the middle and not after it.
    private static async Task<IReadOnlyList<CrawlEvent>> CrawlAndKillAsync(ServedManual site, string store, int outcomes)
    {
        await using var program = FreshetProgram.Start(
            "crawl", site.Start.AbsoluteUri, "--store", store, "--delay", "15ms", "--connections-per-host", "8", "--events", "--json");
        var left = outcomes;
        await program.LineAsync(line => line.StartsWith("{\"event\"", StringComparison.Ordinal) && --left <= 0, TestContext.Current.CancellationToken);
        program.Kill();
        var killed = await program.ExitAsync(cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(137, killed.ExitCode);
        return CrawlEvent.Of(killed.Output);
    }
}
