using Freshet.Caching;
using Freshet.Control;
using Freshet.Program.Cli;
using Freshet.Program.Output;

namespace Freshet.Program.Running;

/// <summary><c>freshet explain</c>: gets a response, from the store, a file or the origin, and says what a cache makes of it.</summary>
internal static class ExplainCommand
{
    public static async Task<int> RunAsync(ExplainSettings settings)
    {
        var explanation = settings.Store is null ? null : await StoredAsync(settings);
        explanation ??= settings.Response is { } file ? await SavedAsync(settings, file) : await AskedAsync(settings);
        Console.Out.Write(settings.Json ? ExplanationJson.Write(explanation) + "\n" : ExplanationText.Write(explanation));
        return ExitCodes.Done;
    }

    private static async Task<Explanation?> StoredAsync(ExplainSettings settings)
    {
        await using var store = await StoreOpener.OpenAsync(new StoreChoice(StoreKind.Disk, settings.Store!));
        await using var cache = new HttpCache(store, settings.Cache);
        return await cache.ExplainAsync(settings.Request);
    }

    private static async Task<Explanation> SavedAsync(ExplainSettings settings, string file)
    {
        var text = file == "-" ? await Console.In.ReadToEndAsync() : await File.ReadAllTextAsync(file);
        var response = SavedResponse.Parse(text) ?? throw new UsageException(
            ExitCodes.WrongUsage, $"--response {file}: it must begin as HTTP does, with a line such as HTTP/1.1 200 OK.");
        var now = DateTimeOffset.UtcNow;
        return Explanation.Of(settings.Request, response, settings.Cache, now, now);
    }

    // The head is all that is wanted; the body is left where it is.
    private static async Task<Explanation> AskedAsync(ExplainSettings settings)
    {
        var limits = new FetchLimits { HeadTimeout = settings.Timeout, TotalTimeout = settings.Timeout };
        using var fetcher = new HttpFetcher(limits: limits) { IsStreaming = true };
        try
        {
            var fetched = await fetcher.FetchAsync(settings.Request);
            using var body = fetched.Content;
            return Explanation.Of(settings.Request, fetched.Head, settings.Cache, fetched.RequestTime, fetched.ResponseTime);
        }
        catch (FetchException error)
        {
            throw new UsageException(ExitCodes.NothingFetched, error.Message);
        }
    }
}
