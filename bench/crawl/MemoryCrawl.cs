using System.Text.Json;
using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Bench;

/// <summary>Crawls twice in one process over the memory store, and says what the second crawl used.</summary>
internal static class MemoryCrawl
{
    public static async Task<int> RunAsync(string url, bool compressed)
    {
        await using MemoryStore memory = new(new MemoryStoreOptions { MaxBytes = 1 << 30 });
        ICacheStore store = compressed ? new CompressedStore(memory) : memory;
        await using HttpCache cache = new(store);
        Crawler crawler = new(cache, new CrawlOptions { Concurrency = 64 });
        await CrawlAsync();
        var before = Environment.CpuUsage;
        CrawlSummary warm = await CrawlAsync();
        var after = Environment.CpuUsage;
        Console.WriteLine(JsonSerializer.Serialize(new
        {
            pages = warm.Pages,
            hits = warm.Hits,
            user = (after.UserTime - before.UserTime).TotalSeconds,
            system = (after.PrivilegedTime - before.PrivilegedTime).TotalSeconds,
        }));
        return 0;

        async Task<CrawlSummary> CrawlAsync()
        {
            await using CrawlRun run = crawler.Run([new Uri(url)]);
            return await run.Completion;
        }
    }
}
