using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>A manual while it is new, fresh, stale and changed.</summary>
public sealed class AgeingTests(ManualFixture fixture) : IClassFixture<ManualFixture>
{
    [Fact(Timeout = 300_000)]
    public async Task The_first_run_asks_for_every_page_once_and_the_second_for_none()
    {
        using var store = new TempDirectory();
        var site = fixture.Site;
        site.KeepAll();
        var first = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Equal(InOrder(site.Targets), first.Answers);
        Assert.Equal((site.Targets.Count, site.Targets.Count - site.Found), (first["misses"], first["errorStatuses"]));
        Assert.Equal(site.Targets.Count, first.Count("stored"));

        var second = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Empty(second.Log);
        Assert.Equal((site.Targets.Count, first["bytes"], first["links"]), (second["hits"], second["bytes"], second["links"]));
        Assert.All(second.Events, item => Assert.Equal("hit", item.Name));
        await StoredBodies.AreTheFilesAsync(site, store.Path);
    }

    [Fact(Timeout = 300_000)]
    public async Task What_is_stale_costs_one_conditional_request_and_its_body_stays_as_it_is()
    {
        using var store = new TempDirectory();
        var site = fixture.Site;
        site.ExpireAll();
        await SiteCrawl.RunAsync(site, store.Path);
        var bodies = await StoredBodies.ListAsync(store.Path);
        Assert.NotEmpty(bodies);

        var stale = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Equal(Now(site, _ => 304), stale.Answers);
        Assert.All(stale.Log, request => Assert.True(request.IfNoneMatch.Length > 0 && request.IfModifiedSince.Length > 0));
        Assert.Equal((site.Found, 0), (stale["revalidated"], stale.Count("stored")));
        Assert.Equal(bodies, await StoredBodies.ListAsync(store.Path));

        // A 304 renews: what is stored is fresh for an hour now.
        site.KeepAll();
        await SiteCrawl.RunAsync(site, store.Path);
        Assert.Empty((await SiteCrawl.RunAsync(site, store.Path)).Log);
        Assert.Equal(bodies, await StoredBodies.ListAsync(store.Path));
        await StoredBodies.AreTheFilesAsync(site, store.Path);
    }

    [Fact(Timeout = 300_000)]
    public async Task With_revalidate_even_what_is_fresh_costs_a_request()
    {
        using var store = new TempDirectory();
        var site = fixture.Site;
        site.KeepAll();
        await SiteCrawl.RunAsync(site, store.Path);

        var again = await SiteCrawl.RunAsync(site, store.Path, "--revalidate");
        Assert.Equal(InOrder(site.Targets).Select(t => KeyValuePair.Create(t.Key, t.Value == 200 ? 304 : t.Value)), again.Answers);
        Assert.Equal((site.Found, site.Targets.Count - site.Found), (again["revalidated"], again["replaced"]));
        Assert.Equal(again["replaced"], again.Count("stored"));
    }

    [Fact(Timeout = 300_000)]
    public async Task Ten_files_that_changed_are_fetched_and_the_rest_is_confirmed()
    {
        using var store = new TempDirectory();
        var site = fixture.Site;
        site.ExpireAll();
        await SiteCrawl.RunAsync(site, store.Path);

        var changed = site.Change(10);
        var crawl = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Equal(Now(site, target => changed.Contains(target) ? 200 : 304), crawl.Answers);
        Assert.All(crawl.Log, request => Assert.True(request.IsConditional));
        Assert.Equal((10, site.Found - 10, 10), (crawl["replaced"], crawl["revalidated"], crawl.Count("stored")));

        site.KeepAll();
        await SiteCrawl.RunAsync(site, store.Path);
        await StoredBodies.AreTheFilesAsync(site, store.Path);
        Assert.Equal(site.Targets.Count, (await StoredBodies.ListAsync(store.Path)).Count);
    }

    [Fact(Timeout = 300_000)]
    public async Task A_store_too_small_for_the_manual_costs_requests_and_nothing_else()
    {
        using var store = new TempDirectory();
        await using var site = await ManualFixture.StartAsync(keep: file => file.EndsWith(".html", StringComparison.Ordinal));
        site.ExpireAll();
        for (var run = 0; run < 3; run++)
        {
            var crawl = await FreshetProgram.CrawlAsync(site.Start, "--store", store.Path, "--store-size", "8M");
            Assert.Equal((0, site.Targets.Count, 0), (crawl.Result.ExitCode, crawl["pages"], crawl["failed"]));
            Assert.Equal("", crawl.Result.Error);
            Assert.InRange(Directory.GetFiles(store.Path, "log-*").Sum(file => new FileInfo(file).Length), 1, 8 << 20);
        }
    }

    private static IEnumerable<KeyValuePair<string, int>> InOrder(IEnumerable<KeyValuePair<string, int>> targets) =>
        targets.OrderBy(target => target.Key, StringComparer.Ordinal);

    // What is missing stays fresh for an hour.
    private static IEnumerable<KeyValuePair<string, int>> Now(ServedManual site, Func<string, int> status) =>
        InOrder(site.Targets).Where(target => target.Value == 200).Select(target => KeyValuePair.Create(target.Key, status(target.Key)));
}
