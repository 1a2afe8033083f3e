using System.IO.Pipelines;
using Freshet.Caching;
using Freshet.Program.Cli;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Program.Running;

/// <summary>Carries records into another store or a file, and back.</summary>
internal static class CacheTransfer
{
    public static async Task<(string What, long Count)> ExportAsync(HttpCache cache, ICacheStore store, CacheSettings settings)
    {
        if (settings.Other is { } other)
        {
            await using var target = await StoreOpener.OpenAsync(other);
            var copied = settings.Filter is { } filter ? await cache.Stored.CopyToAsync(target, filter) : await StoreTransfer.CopyAsync(store, target);
            await (target is IFlushable flushable ? flushable.FlushAsync() : default);
            return ("copied", copied);
        }

        var format = Format(settings.Format ?? (Path.GetExtension(settings.File) is ".yaml" or ".yml" ? EntryForm.Yaml : EntryForm.Json), settings);
        try
        {
            await using var file = settings.File == "-" ? Console.OpenStandardOutput() : File.Create(settings.File);
            return ("written", settings.Filter is null
                ? await StoreTransfer.ExportAsync(store, file, format: format)
                : await StoreTransfer.ExportAsync(store, cache.Stored.ListAsync(settings.Filter).Select(response => response.Key).Distinct(StringComparer.Ordinal), file, format));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new UsageException(ExitCodes.WrongUsage, $"{settings.File} can't be written: {error.Message}");
        }
    }

    public static async Task<long> ImportAsync(ICacheStore store, CacheSettings settings)
    {
        if (settings.Other is { } other)
        {
            await using var source = await StoreOpener.OpenAsync(other);
            return await StoreTransfer.CopyAsync(source, store);
        }

        try
        {
            await using var file = settings.File == "-" ? Console.OpenStandardInput() : File.OpenRead(settings.File);
            var reader = PipeReader.Create(file);
            var format = settings.Format ?? await DetectAsync(reader);
            await using var source = reader.AsStream();
            return await StoreTransfer.ImportAsync(source, store, Format(format, settings));
        }
        catch (Exception error) when (error is FormatException or UnauthorizedAccessException or (IOException and not StoreException))
        {
            throw new UsageException(ExitCodes.WrongUsage, $"{settings.File}: {error.Message}");
        }
    }

    /// <summary>Writes records to stdout as they would be exported in YAML.</summary>
    public static async Task<int> ShowAsync(ICacheStore store, IEnumerable<string> keys)
    {
        await using var output = Console.OpenStandardOutput();
        return await StoreTransfer.ExportAsync(store, keys.Distinct(StringComparer.Ordinal).ToAsyncEnumerable(), output, new YamlFormat()) > 0 ? ExitCodes.Done : 1;
    }

    // Lines of JSON begin with a brace, as no document of ours in YAML does.
    private static async Task<EntryForm> DetectAsync(PipeReader reader)
    {
        var buffer = (await reader.ReadAsync()).Buffer;
        var start = buffer.FirstSpan.TrimStart("\uFEFF \t\r\n"u8);
        reader.AdvanceTo(buffer.Start);
        return start.IsEmpty || start[0] == '{' ? EntryForm.Json : EntryForm.Yaml;
    }

    private static TransferFormat Format(EntryForm form, CacheSettings settings) => form == EntryForm.Yaml
        ? new YamlFormat { MaxRecordBytes = settings.MaxEntry }
        : new JsonFormat { MaxRecordBytes = settings.MaxEntry };
}
