using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Events;
using Freshet.Storage;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>What a run of the program left in its store, seen from outside.</summary>
internal static class StoredBodies
{
    // As the program has it.
    private static readonly CachePolicy s_policy = new() { HeuristicLifetimeOfRedirectsAndErrors = TimeSpan.FromHours(1) };

    public static async Task<IReadOnlyList<(string Key, long Bytes)>> ListAsync(string store)
    {
        await using var opened = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = store });
        var segments = await opened.ScanAsync(BodyKeys.Prefix, TestContext.Current.CancellationToken).ToListAsync(TestContext.Current.CancellationToken);
        return [.. segments.Select(segment => (segment.Key, segment.Bytes)).Order()];
    }

    /// <summary>Crawls from the store and compares every page with the file it came from.</summary>
    public static async Task AreTheFilesAsync(ServedManual site, string store)
    {
        await using var opened = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = store });
        await using var cache = new HttpCache(opened, new HttpCacheOptions { Policy = s_policy });
        List<CacheEvent> problems = [];
        using var subscription = cache.Events.Subscribe(item =>
        {
            if (item is StoreEvent.Corrupt or StoreEvent.TierFailed)
            {
                problems.Add(item);
            }
        });
        var pages = 0;
        List<string> wrong = [];
        await using var run = new Crawler(cache).Run([site.Start], async (page, cancellationToken) =>
        {
            Interlocked.Increment(ref pages);
            var target = Walker.Target(page.Url.PathAndQuery);
            var file = page.Status == 200 ? await File.ReadAllBytesAsync(site.FileOf(page.Url), cancellationToken) : null;
            if (page.Outcome != CacheOutcome.Hit || page.Status != site.Targets[target] || (file is not null && !page.Body.Span.SequenceEqual(file)))
            {
                lock (wrong)
                {
                    wrong.Add($"{target}: {page.Outcome} {page.Status}, {page.Body.Length} bytes");
                }
            }
        }, TestContext.Current.CancellationToken);
        await run.Completion;
        await cache.Events.DrainAsync(TestContext.Current.CancellationToken);
        Assert.Empty(wrong);
        Assert.Empty(problems);
        Assert.Equal(site.Targets.Count, pages);
        Assert.Empty(await site.Nginx.TakeLogAsync(TestContext.Current.CancellationToken));
    }
}
