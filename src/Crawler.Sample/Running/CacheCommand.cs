using Freshet.Caching;
using Freshet.Http;
using Freshet.Program.Cli;
using Freshet.Storage;

namespace Freshet.Program.Running;

/// <summary><c>freshet cache</c>: looks into a store, and changes what is there.</summary>
internal static class CacheCommand
{
    public static async Task<int> RunAsync(CacheSettings settings)
    {
        if (settings.Action == "migrate")
        {
            return await StoreMigrating.RunAsync(settings);
        }

        await using var store = await StoreOpener.OpenAsync(settings.Store);
        try
        {
            await using var cache = new HttpCache(store);
            return await (settings.Action switch
            {
                "ls" => CacheListing.ListAsync(cache, settings),
                "show" => CacheListing.ShowAsync(cache, store, settings),
                "rm" => RemoveAsync(cache, settings),
                "clear" => ClearAsync(cache, store, settings),
                "stats" => CacheFigures.StatsAsync(cache, store, settings),
                "verify" => CacheFigures.VerifyAsync(store, settings),
                "compact" => CompactAsync(store, settings),
                "export" => ExportAsync(cache, store, settings),
                _ => ImportAsync(store, settings),
            });
        }
        catch (Exception error) when (error is StoreException or NotSupportedException)
        {
            throw new UsageException(ExitCodes.StoreFailed, $"--store {settings.Store.Text}: {error.Message}");
        }
    }

    private static async Task<int> RemoveAsync(HttpCache cache, CacheSettings settings)
    {
        var removed = 0L;
        foreach (var url in settings.Urls)
        {
            removed += await cache.PurgeAsync(url);
        }

        return Say("removed", removed, settings, removed > 0 ? ExitCodes.Done : 1);
    }

    private static async Task<int> ClearAsync(HttpCache cache, ICacheStore store, CacheSettings settings) =>
        Say("removed", settings.Filter is { } filter ? await cache.PurgeAsync(filter) : await store.ClearAsync(), settings);

    private static async Task<int> CompactAsync(ICacheStore store, CacheSettings settings) =>
        store is ICompactable compactable
            ? Say("freed", await compactable.CompactAsync(), settings)
            : throw new NotSupportedException("this store gives space back by itself.");

    private static async Task<int> ExportAsync(HttpCache cache, ICacheStore store, CacheSettings settings)
    {
        var (what, count) = await CacheTransfer.ExportAsync(cache, store, settings);
        return settings.File == "-" ? ExitCodes.Done : Say(what, count, settings);
    }

    private static async Task<int> ImportAsync(ICacheStore store, CacheSettings settings)
    {
        var read = await CacheTransfer.ImportAsync(store, settings);
        await (store is IFlushable flushable ? flushable.FlushAsync() : default);
        return Say("read", read, settings);
    }

    private static int Say(string what, long count, CacheSettings settings, int exitCode = ExitCodes.Done)
    {
        Console.Out.WriteLine(settings.Json ? $"{{\"{what}\":{count}}}" : $"{what} {count:N0}{(what == "freed" ? " bytes" : "")}");
        return exitCode;
    }
}
