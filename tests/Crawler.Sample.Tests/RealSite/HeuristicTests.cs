using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>A manual whose server says nothing of freshness, as most do.</summary>
public sealed class HeuristicTests
{
    [Theory(Timeout = 300_000)]
    [InlineData("etag off;")]
    [InlineData("etag off; gzip on; gzip_vary on; gzip_min_length 1; gzip_comp_level 1;")]
    [InlineData("gzip on; gzip_vary on; gzip_min_length 1; gzip_comp_level 1;")]
    public async Task What_was_not_changed_for_long_is_fresh_and_confirmed_when_asked_about(string server)
    {
        await using var site = await ManualFixture.StartAsync(server);
        using var store = new TempDirectory();
        var compressed = server.Contains("gzip", StringComparison.Ordinal);
        var first = await SiteCrawl.RunAsync(site, store.Path, compressed);
        Assert.Equal(site.Targets.OrderBy(t => t.Key, StringComparer.Ordinal), first.Answers);

        var second = await SiteCrawl.RunAsync(site, store.Path);
        Assert.Empty(second.Log);
        Assert.Equal((site.Targets.Count, first["bytes"]), (second["hits"], second["bytes"]));
        Assert.Equal(first["links"], second["links"]);

        var third = await SiteCrawl.RunAsync(site, store.Path, compressed, "--revalidate");
        Assert.Equal((site.Found, site.Targets.Count - site.Found), (third["revalidated"], third["replaced"]));
        Assert.All(third.Log.Where(request => request.Status == 304), request => Assert.Equal(server.Contains("etag off"), request.IfNoneMatch.Length == 0));
        await StoredBodies.AreTheFilesAsync(site, store.Path);
    }
}
