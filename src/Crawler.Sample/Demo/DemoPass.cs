using System.Collections.Concurrent;
using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Program.Cli;
using Freshet.Program.Running;

namespace Freshet.Program.Demo;

/// <summary>One crawl of the demo's site, and what the site itself saw of it.</summary>
internal sealed record DemoPass(CrawlSummary Summary, IReadOnlyList<DemoRequest> Requests, IReadOnlyList<string> Failures)
{
    /// <summary>Crawls with a store that is opened for this pass alone, as a program does that was ended and started again.</summary>
    public static async Task<DemoPass> RunAsync(DemoSite site, string directory, TimeProvider time, CancellationToken cancellationToken)
    {
        var failures = new ConcurrentQueue<string>();
        await using var store = await StoreOpener.OpenAsync(new StoreChoice(StoreKind.Disk, directory), time);
        await using var cache = new HttpCache(store, new HttpCacheOptions(), time);
        await using var run = new Crawler(cache, new CrawlOptions(), time: time).Run(
            [site.Url],
            (page, _) =>
            {
                if (page.Failure is not null)
                {
                    failures.Enqueue($"{page.Url.AbsolutePath}: {FailureReason.Of(page)}");
                }

                return ValueTask.CompletedTask;
            },
            cancellationToken);
        var summary = await run.Completion;
        return new DemoPass(summary, site.TakeLog(), [.. failures.Order(StringComparer.Ordinal)]);
    }
}
