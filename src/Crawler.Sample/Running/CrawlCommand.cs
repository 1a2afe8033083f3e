using Freshet.Caching;
using Freshet.Crawls;
using Freshet.Program.Cli;
using Freshet.Program.Output;
using Freshet.Rules;
using Freshet.Storage;
using Microsoft.Extensions.Logging;

namespace Freshet.Program.Running;

/// <summary><c>freshet crawl</c>: opens the store, runs the crawl, saves, and says what came of it.</summary>
internal static class CrawlCommand
{
    // A crawl that is run again within the hour does not ask for what was moved or missing.
    private static readonly CachePolicy Policy = new() { HeuristicLifetimeOfRedirectsAndErrors = TimeSpan.FromHours(1) };

    public static async Task<int> RunAsync(CrawlSettings settings)
    {
        using var view = CrawlView.For(settings);
        using var logs = new ViewLoggerFactory(view, settings.Verbosity == Verbosity.Verbose ? LogLevel.Information : LogLevel.Warning);
        await using var store = await StoreOpener.OpenAsync(settings.Store);
        await using var cache = new HttpCache(store, new HttpCacheOptions { Policy = Policy }, logger: new Logger<HttpCache>(logs));
        var pages = new PageLines(view, settings.Verbosity);
        CrawlResult result;
        await using (var run = Start(settings, cache, pages))
        {
            using var events = settings.Events ? new EventPrinter(cache.Events, Console.Out, settings.Json) : null;
            using var signals = new StopSignals(run.Stop, view);
            await view.FollowAsync(run);
            var summary = await run.Completion;
            await SavePictureAsync(settings.Picture, run, view);
            var saved = await SaveAsync(store, view);
            if (events is not null)
            {
                await events.CompleteAsync(view);
            }

            result = new CrawlResult(summary, signals.Received, saved, pages.SeedFailed);
        }

        view.Close();
        Report(settings, result);
        return result.ExitCode;
    }

    private static CrawlRun Start(CrawlSettings settings, HttpCache cache, PageLines pages)
    {
        try
        {
            return new Crawler(cache, settings.Crawl).Run(settings.Seeds, pages.OnPageAsync);
        }
        catch (OptionsException error)
        {
            throw new UsageException(ExitCodes.WrongUsage, error.Problems);
        }
    }

    private static async Task SavePictureAsync(string? file, CrawlRun run, CrawlView view)
    {
        if (file is null)
        {
            return;
        }

        try
        {
            await File.WriteAllTextAsync(file, run.Picture());
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            view.Say($"--picture {file} can't be written: {error.Message}");
        }
    }

    private static async Task<bool> SaveAsync(ICacheStore store, CrawlView view)
    {
        try
        {
            await (store is IFlushable flushable ? flushable.FlushAsync() : default);
            return true;
        }
        catch (StoreException error)
        {
            view.Say($"The store can't be written; some pages will be fetched again next time. {error.Message}");
            return false;
        }
    }

    private static void Report(CrawlSettings settings, CrawlResult result)
    {
        try
        {
            if (settings.Json)
            {
                Console.Out.WriteLine(SummaryJson.Write(result));
            }
            else
            {
                SummaryTable.Of(settings, result).WriteTo(Console.Out, Terminal.OnStdout);
            }
        }
        catch (IOException)
        {
            // Nobody reads on: freshet crawl ... | head -1
        }
    }
}
