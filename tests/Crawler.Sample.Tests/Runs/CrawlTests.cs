using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class CrawlTests
{
    private static readonly string[] Outcomes = ["hits", "staleHits", "revalidated", "replaced", "misses", "bypassed"];

    [Fact(Timeout = 120_000)]
    public async Task The_second_run_comes_from_the_store_and_the_third_revalidates()
    {
        await using var origin = SmallSite.Start();
        using var store = new TempDirectory();

        var first = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path);
        Assert.Equal(0, first.Result.ExitCode);
        Assert.Equal((SmallSite.Pages, SmallSite.Pages, 0), (first["pages"], first["misses"], first["failed"]));
        Assert.Equal(SmallSite.Pages, origin.Requests.Count);
        Assert.Equal(SmallSite.Pages, origin.Requests.DistinctBy(request => request.Target).Count());

        origin.ForgetRequests();
        var second = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path);
        Assert.Equal((SmallSite.Pages, SmallSite.Pages, 0), (second["pages"], second["hits"], second["networkBytes"]));
        Assert.Equal(first["bytes"], second["bytes"]);
        Assert.Equal(SmallSite.Pages, second.Summary.GetProperty("hitsByTier").EnumerateObject().Sum(tier => tier.Value.GetInt64()));
        Assert.Empty(origin.Requests);

        var third = await FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path, "--revalidate");
        Assert.Equal((SmallSite.Pages, SmallSite.Pages - 1), (third["pages"], third["revalidated"]));
        Assert.Equal(1, third["replaced"] + third["misses"]);
        Assert.All(origin.Requests, request => Assert.NotNull(request["If-None-Match"]));
        Assert.All(new[] { first, second, third }, report => Assert.Equal(report["pages"], Outcomes.Sum(outcome => report[outcome])));
    }

    [Theory(Timeout = 60_000)]
    [InlineData("--memory")]
    [InlineData("--no-store")]
    public async Task A_crawl_without_a_disk_leaves_nothing_behind(string option)
    {
        await using var origin = SmallSite.Start();
        for (var run = 0; run < 2; run++)
        {
            var report = await FreshetProgram.CrawlAsync(origin.Url, option);
            Assert.Equal((0, SmallSite.Pages, 0), (report.Result.ExitCode, report["pages"], report["hits"]));
        }

        Assert.Equal(2 * SmallSite.Pages, origin.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Depth_and_the_number_of_pages_bound_a_crawl()
    {
        await using var origin = SmallSite.Start();
        Assert.Equal(1, (await FreshetProgram.CrawlAsync(origin.Url, "--memory", "--depth", "0"))["pages"]);
        Assert.Equal(7, (await FreshetProgram.CrawlAsync(origin.Url, "--memory", "--max-pages", "7"))["pages"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task Only_the_summary_is_on_stdout_and_it_is_readable_without_json_too()
    {
        await using var origin = SmallSite.Start();
        var json = await FreshetProgram.CrawlAsync(origin.Url, "--memory", "--quiet");
        Assert.Single(json.Result.Output.TrimEnd('\n').Split('\n'));
        Assert.Equal("", json.Result.Error);
        var text = await FreshetProgram.RunAsync("crawl", origin.Url.AbsoluteUri, "--memory");
        Assert.Matches(@"\n  pages +201 +[0-9,.]+/s\n", text.Output);
        Assert.DoesNotContain('\e', text.Output + text.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_user_agent_and_the_delay_are_as_asked_for()
    {
        await using var origin = SmallSite.Start();
        var report = await FreshetProgram.CrawlAsync(
            origin.Url, "--memory", "--max-pages", "4", "--delay", "200ms", "--connections-per-host", "1", "--user-agent", "mine/1.0 (me@example.com)");
        Assert.All(origin.Requests, request => Assert.Equal("mine/1.0 (me@example.com)", request["User-Agent"]));
        Assert.InRange(report.Summary.GetProperty("seconds").GetDouble(), 0.55, 60);
    }

    [Fact(Timeout = 60_000)]
    public async Task Seeds_come_from_stdin_and_files()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        var file = directory.Write("seeds.txt", $"# two\n{origin.At("/1")}\n{origin.At("/2")}\n");
        var result = await FreshetProgram.RunAsync("crawl", "--seeds", file, origin.At("/3").AbsoluteUri, "--depth", "0", "--memory", "--json");
        Assert.Equal(3, CrawlReport.Of(result)["pages"]);
        Assert.Equal(["/1", "/2", "/3"], origin.Requests.Select(request => request.Target).Order());
    }

    [Fact(Timeout = 60_000)]
    public async Task Events_are_lines_of_JSON_one_outcome_a_lookup()
    {
        await using var origin = SmallSite.Start();
        var report = await FreshetProgram.CrawlAsync(origin.Url, "--memory", "--events");
        string[] lines = report.Result.Output.TrimEnd('\n').Split('\n')[..^1];
        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var misses = events.Where(item => item.GetProperty("event").GetString() == "miss").ToList();
        Assert.Equal(SmallSite.Pages, misses.Select(item => item.GetProperty("url").GetString()).Distinct().Count());
        Assert.Equal(SmallSite.Pages, misses.Count);
        Assert.Equal(SmallSite.Pages, events.Count(item => item.GetProperty("event").GetString() == "stored"));
    }

    [Fact(Timeout = 60_000)]
    public async Task The_picture_is_Mermaid_text()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        await FreshetProgram.CrawlAsync(origin.Url, "--memory", "--picture", directory.At("graph.mmd"));
        var picture = await File.ReadAllTextAsync(directory.At("graph.mmd"), TestContext.Current.CancellationToken);
        Assert.Matches("^(flowchart|graph) ", picture);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_seed_that_fails_is_exit_code_1_and_nothing_at_all_is_4()
    {
        await using var origin = SmallSite.Start();
        var missing = await FreshetProgram.RunAsync("crawl", origin.Url.AbsoluteUri, origin.At("/missing").AbsoluteUri, "--memory", "--json");
        Assert.Equal((1, 1), (missing.ExitCode, CrawlReport.Of(missing)["errorStatuses"]));
        Assert.Equal(4, (await FreshetProgram.RunAsync("crawl", origin.At("/missing").AbsoluteUri, "--memory")).ExitCode);
        var closed = await FreshetProgram.RunAsync("crawl", "http://127.0.0.1:1/", "--memory");
        Assert.Equal(4, closed.ExitCode);
        Assert.Contains("failed http://127.0.0.1:1/: ", closed.Error, StringComparison.Ordinal);
    }
}
