using System.IO.Compression;
using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Events;
using Freshet.Flows;
using Freshet.Frontiers;
using Freshet.Urls;

namespace Freshet.Tests.Crawls;

public sealed class CrawlerTests
{
    [Fact(Timeout = 30_000)]
    public async Task Every_page_that_links_lead_to_is_asked_for_once()
    {
        await using var f = Tree(out var paths);
        var summary = await f.CrawlAsync();
        Assert.Equal(paths.Order(), f.Asked);
        Assert.Equal(paths.Count, summary.Pages);
        Assert.Equal(paths.Count, summary.Misses);
        Assert.Equal(0, summary.Failed);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_second_crawl_within_freshness_asks_for_nothing_and_a_revalidating_one_conditionally()
    {
        await using var f = Tree(out var paths);
        await f.CrawlAsync();
        f.Origin.ForgetRequests();
        var warm = await f.CrawlAsync();
        Assert.Empty(f.Asked);
        Assert.Equal((paths.Count, paths.Count), (warm.Pages, warm.Hits));
        Assert.Equal(paths.Count, warm.HitsByTier["memory"]);

        var revalidated = await f.CrawlAsync(new CrawlOptions { Revalidate = true });
        Assert.Equal(paths.Order(), f.Asked);
        Assert.All(f.Origin.Requests, request => Assert.Equal("\"1\"", request["If-None-Match"]));
        Assert.Equal(paths.Count, revalidated.Replaced);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_sum_of_outcome_events_is_the_sum_of_pages_and_failures()
    {
        await using var f = Tree(out _);
        f.Html("/", "<a href=/p/1.html><a href=/drop><a href=/nothing>");
        f.Origin.Map("/drop", exchange =>
        {
            exchange.Abort();
            return Task.CompletedTask;
        });
        var summary = await f.CrawlAsync();
        await f.Cache.Events.DrainAsync();
        Assert.Equal(summary.Pages + summary.Failed, f.Events.OfType<LookupEvent>().Count());
        Assert.Equal(1, summary.Failed);
        Assert.Equal(1, summary.ErrorStatuses);
        Assert.IsType<FetchException>(f.Pages["/drop"].Failure);
        Assert.Equal(404, f.Pages["/nothing"].Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_page_with_a_thousand_links_most_of_them_repeated_leads_to_each_page_once()
    {
        await using var f = new CrawlFixture();
        var targets = Enumerable.Range(0, 1000).Select(i => $"/{"abcdefg"[i % 7]}/{i * i % 211}{(i % 50 == 0 ? "?" + new string('q', i) : "")}").ToArray();
        f.Html("/", string.Concat(targets.Select(target => $"<a href={target}>x</a>")));
        foreach (var path in targets.Select(target => target.Split('?')[0]).Distinct())
        {
            f.Html(path, "");
        }

        var summary = await f.CrawlAsync();
        Assert.Equal(targets.Distinct().Append("/").Order(), f.Origin.Requests.Select(request => request.Target).Order());
        Assert.Equal(1000, summary.Links);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(0, new[] { "/" })]
    [InlineData(1, new[] { "/", "/a", "/b" })]
    [InlineData(2, new[] { "/", "/a", "/b", "/c" })]
    public async Task The_depth_limit_counts_links_from_the_seed(int depth, string[] expected)
    {
        await using var f = new CrawlFixture();
        f.Html("/", "<a href=/a><a href=/b>");
        f.Html("/a", "<a href=/c><a href=/b>");
        f.Html("/b", "<a href=/>");
        f.Html("/c", "<a href=/d>");
        f.Html("/d", "");
        await f.CrawlAsync(new CrawlOptions { MaxDepth = depth });
        Assert.Equal(expected, f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task No_more_pages_than_the_limit_are_taken_up()
    {
        await using var f = Tree(out _);
        var summary = await f.CrawlAsync(new CrawlOptions { MaxPages = 7 });
        Assert.Equal(7, summary.Pages);
        Assert.Equal(7, f.Origin.Requests.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Redirects_are_followed_once_and_a_loop_ends()
    {
        await using var f = new CrawlFixture();
        f.Html("/", "<a href=/r><a href=/loop1><a href=/self>");
        Redirect("/r", "target?x=1#y");
        Redirect("/loop1", "/loop2");
        Redirect("/loop2", "/loop1");
        Redirect("/self", "/self");
        f.Html("/target", "");
        var summary = await f.CrawlAsync();
        Assert.Equal(["/", "/loop1", "/loop2", "/r", "/self", "/target?x=1"], f.Asked);
        Assert.Equal(2, summary.Failed);
        Assert.Equal(["/loop2", "/self"], f.Pages.Where(page => page.Value.Failure is not null).Select(page => page.Key).Order());
        Assert.Equal(f.Pages["/r"].Depth, f.Pages["/target?x=1"].Depth);

        void Redirect(string from, string to) => f.Origin.Map(from, exchange => exchange.SendAsync(302, "", ("Location", to)));
    }

    [Fact(Timeout = 30_000)]
    public async Task An_endless_chain_of_redirects_is_cut()
    {
        await using var f = new CrawlFixture();
        f.Origin.Fallback = exchange => exchange.SendAsync(302, "", ("Location", exchange.Request.Target + "x"));
        await f.CrawlAsync(new CrawlOptions { Follow = new FollowOptions { MaxRedirects = 5 } });
        Assert.Equal(6, f.Origin.Requests.Count);
        Assert.Contains(f.Pages.Values, page => page.Failure is FetchException { Reason: FetchFailure.TooManyRedirects });
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_the_seeds_host_is_crawled_unless_the_scope_is_wider()
    {
        await using var f = new CrawlFixture();
        var other = new Uri($"http://localhost:{f.Origin.Url.Port}/other");
        f.Html("/", $"<a href='{other}'><a href=/here>");
        f.Html("/here", "");
        f.Html("/other", "");
        await f.CrawlAsync();
        Assert.Equal(["/", "/here"], f.Asked);
        await f.CrawlAsync(new CrawlOptions { Scope = CrawlScope.Any });
        Assert.Equal(["/", "/here", "/other"], f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task Links_are_read_in_the_pages_own_charset_and_only_from_html()
    {
        await using var f = new CrawlFixture();
        f.Origin.Map("/", exchange => exchange.SendAsync(
            200, [.. "<a href='?q=\u00e9'>"u8[..12], 0xE9, .. "'><a href=/text>"u8], ("Content-Type", "text/html; charset=iso-8859-1")));
        f.Origin.Map("/text", "<a href=/never>", ("Content-Type", "text/plain"));
        await f.CrawlAsync();
        Assert.Equal(["/", "/?q=%E9", "/text"], f.Asked);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stored_body_that_can_not_be_decoded_is_a_failed_page_and_the_crawl_goes_on()
    {
        await using var f = new CrawlFixture();
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(new byte[100_000]);
        }

        f.Html("/", "<a href=/packed><a href=/plain>");
        f.Html("/plain", "");
        f.Origin.Map("/packed", exchange => exchange.SendAsync(
            200, packed.ToArray(), ("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Cache-Control", "max-age=3600")));
        Assert.Equal(0, (await f.CrawlAsync()).Failed);
        var second = await f.CrawlAsync(new CrawlOptions { Limits = new FetchLimits { MaxBodyBytes = 10_000 } });
        Assert.Equal((2, 1), (second.Pages, second.Failed));
        Assert.IsType<FetchException>(f.Pages["/packed"].Failure);
    }

    [Fact(Timeout = 30_000)]
    public async Task Stop_finishes_what_is_under_way_and_takes_up_nothing_more()
    {
        await using var f = new CrawlFixture();
        var release = new TaskCompletionSource();
        f.Html("/", "<a href=/a><a href=/b><a href=/c><a href=/d>");
        foreach (var path in new[] { "/a", "/b", "/c", "/d" })
        {
            f.Origin.Map(path, async exchange =>
            {
                await release.Task;
                await exchange.SendAsync(200, $"<a href={path}/more>", ("Content-Type", "text/html"));
            });
        }

        await using var run = new Crawler(f.Cache).Run([f.Origin.Url]);
        await f.Origin.WhenRequestsAsync(5);
        run.Stop();
        release.SetResult();
        var summary = await run.Completion;
        Assert.Equal(5, summary.Pages);
        Assert.Equal(4, summary.Queued);
        Assert.Contains("flowchart", run.Picture());
    }

    [Fact(Timeout = 30_000)]
    public async Task What_the_page_handler_throws_ends_the_crawl()
    {
        await using var f = Tree(out _);
        await using var run = new Crawler(f.Cache).Run([f.Origin.Url], (_, _) => throw new InvalidOperationException("mine"));
        var error = await Assert.ThrowsAsync<FlowException>(() => run.Completion);
        Assert.Contains("mine", error.ToString());
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_ends_the_crawl_at_once()
    {
        await using var f = new CrawlFixture();
        f.Origin.Map("/", exchange => exchange.HangAsync());
        using var cancel = new CancellationTokenSource();
        await using var run = new Crawler(f.Cache).Run([f.Origin.Url], cancellationToken: cancel.Token);
        await f.Origin.WhenRequestsAsync(1);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion);
    }

    [Fact]
    public async Task Seeds_and_options_that_can_not_work_are_refused_with_all_problems()
    {
        await using var f = new CrawlFixture();
        var wrong = new CrawlOptions
        {
            Concurrency = 0, MaxDepth = -1, MaxPages = 0, UserAgent = " ", Limits = new FetchLimits { MaxBodyBytes = 0 },
            Follow = new FollowOptions { Urls = new UrlRules { MaxLength = 1 } }, Frontier = new FrontierOptions { MemoryBudget = -1 },
        };
        Assert.Equal(7, Assert.Throws<OptionsException>(() => new Crawler(f.Cache, wrong)).Problems.Count);
        var error = Assert.Throws<ArgumentException>(() => new Crawler(f.Cache).Run([new Uri("ftp://a/"), new Uri("x", UriKind.Relative)]));
        Assert.Contains("\"ftp://a/\", \"x\"", error.Message);
        Assert.Throws<ArgumentException>(() => new Crawler(f.Cache).Run([]));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_that_must_be_spared_does_not_hold_up_what_is_fresh()
    {
        await using var f = Tree(out var paths);
        await f.CrawlAsync();
        var never = new HostPoliteness { MaxConnections = 1, Delay = TimeSpan.FromDays(1) };
        var polite = new CrawlOptions { Frontier = new FrontierOptions { Politeness = new PolitenessOptions { Loopback = never } } };
        var warm = await f.CrawlAsync(polite);
        Assert.Equal(paths.Count, warm.Hits);
    }

    [Fact(Timeout = 30_000)]
    public async Task Politeness_bounds_the_connections_to_a_host()
    {
        await using var f = new CrawlFixture();
        int now = 0, most = 0;
        f.Html("/", string.Concat(Enumerable.Range(0, 30).Select(i => $"<a href=/p{i}>")));
        for (var i = 0; i < 30; i++)
        {
            f.Origin.Map($"/p{i}", async exchange =>
            {
                most = Math.Max(most, Interlocked.Increment(ref now));
                await Task.Yield();
                Interlocked.Decrement(ref now);
                await exchange.SendAsync(200);
            });
        }

        var two = new HostPoliteness { MaxConnections = 2, Delay = TimeSpan.Zero };
        var options = new CrawlOptions { Frontier = new FrontierOptions { Politeness = new PolitenessOptions { Loopback = two } } };
        Assert.Equal(31, (await f.CrawlAsync(options)).Pages);
        Assert.InRange(most, 1, 2);
    }

    // A page links to three below it, to the root and to itself in many spellings.
    private static CrawlFixture Tree(out List<string> paths)
    {
        var f = new CrawlFixture();
        paths = ["/", .. Enumerable.Range(1, 39).Select(i => $"/p/{i}.html")];
        for (var i = 0; i < paths.Count; i++)
        {
            var children = string.Concat(Enumerable.Range((i * 3) + 1, 3).Where(c => c < 40).Select(c => $"<p><a href='/x/../p/./{c}.html#part{i}'>c</a>"));
            f.Html(paths[i], $"<!DOCTYPE html><title>{i}</title><a href=/><a href=''>{children}<a href=mailto:me>");
        }

        return f;
    }
}
