using Freshet.Caching;
using Freshet.Program.Cli;
using Freshet.Storage;

namespace Freshet.Program.Running;

/// <summary><c>freshet cache</c>: looks into a store, and changes what is there.</summary>
internal static class CacheCommand
{
    public static async Task<int> RunAsync(CacheSettings settings)
    {
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
                "export" => ExportAsync(store, settings),
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

    private static async Task<int> ExportAsync(ICacheStore store, CacheSettings settings)
    {
        if (settings.Other is { } other)
        {
            await using var target = await StoreOpener.OpenAsync(other);
            var copied = await StoreTransfer.CopyAsync(store, target);
            await (target is IFlushable flushable ? flushable.FlushAsync() : default);
            return Say("copied", copied, settings);
        }

        try
        {
            await using var file = settings.File == "-" ? Console.OpenStandardOutput() : File.Create(settings.File);
            var written = await StoreTransfer.ExportAsync(store, file);
            return settings.File == "-" ? ExitCodes.Done : Say("written", written, settings);
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new UsageException(ExitCodes.WrongUsage, $"{settings.File} can't be written: {error.Message}");
        }
    }

    private static async Task<int> ImportAsync(ICacheStore store, CacheSettings settings)
    {
        long read;
        if (settings.Other is { } other)
        {
            await using var source = await StoreOpener.OpenAsync(other);
            read = await StoreTransfer.CopyAsync(source, store);
        }
        else
        {
            try
            {
                await using var file = settings.File == "-" ? Console.OpenStandardInput() : File.OpenRead(settings.File);
                read = await StoreTransfer.ImportAsync(file, store);
            }
            catch (Exception error) when (error is FormatException or UnauthorizedAccessException or (IOException and not StoreException))
            {
                throw new UsageException(ExitCodes.WrongUsage, $"{settings.File}: {error.Message}");
            }
        }

        await (store is IFlushable flushable ? flushable.FlushAsync() : default);
        return Say("read", read, settings);
    }

    private static int Say(string what, long count, CacheSettings settings, int exitCode = ExitCodes.Done)
    {
        Console.Out.WriteLine(settings.Json ? $"{{\"{what}\":{count}}}" : $"{what} {count:N0}{(what == "freed" ? " bytes" : "")}");
        return exitCode;
    }
}
