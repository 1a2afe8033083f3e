using Freshet.Caching;
using Freshet.Program.Cli;
using Freshet.Program.Output;
using Freshet.Proxies;
using Freshet.Storage;
using Microsoft.Extensions.Logging;

namespace Freshet.Program.Running;

/// <summary><c>freshet proxy</c>: opens the store, serves until a signal comes, drains, and saves.</summary>
internal static class ProxyCommand
{
    // Downloads and tunnels may go on for hours.
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(ProxySettings settings)
    {
        using var view = new PlainView(Console.Error, settings.Verbosity);
        using var logs = new ViewLoggerFactory(view, settings.Verbosity == Verbosity.Verbose ? LogLevel.Information : LogLevel.Warning);
        await using var store = await StoreOpener.OpenAsync(settings.Store);
        await using var cache = new HttpCache(store, new HttpCacheOptions { Policy = settings.Policy, MaxStoredBodyBytes = settings.MaxBody ?? new HttpCacheOptions().MaxStoredBodyBytes }, logger: new Logger<HttpCache>(logs));
        using var events = settings.Events ? new EventPrinter(cache.Events, Console.Out, settings.Json) : null;
        await using (var proxy = await StartAsync(cache, settings, logs))
        {
            var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            using var signals = new StopSignals(() => stopped.TrySetResult(), view, "requests under way are answered");
            Console.Out.WriteLine($"listening on {proxy.Address.GetLeftPart(UriPartial.Authority)}");
            await stopped.Task;
            using var drain = new CancellationTokenSource(DrainTime);
            await proxy.StopAsync(drain.Token);
            if (events is not null)
            {
                await events.CompleteAsync(view);
            }
        }

        return await SaveAsync(store, view);
    }

    private static async Task<CachingProxy> StartAsync(HttpCache cache, ProxySettings settings, ILoggerFactory logs)
    {
        try
        {
            return await CachingProxy.StartAsync(cache, settings.Proxy, loggers: logs);
        }
        catch (IOException error)
        {
            throw new UsageException(
                ExitCodes.WrongUsage, $"--listen is {settings.Proxy.Listen}; that address can't be used ({error.Message}). Port 0 takes a free one.");
        }
    }

    private static async Task<int> SaveAsync(ICacheStore store, PlainView view)
    {
        try
        {
            await (store is IFlushable flushable ? flushable.FlushAsync() : default);
            return ExitCodes.Done;
        }
        catch (StoreException error)
        {
            view.Say($"The store can't be written; some responses will be fetched again next time. {error.Message}");
            return ExitCodes.StoreFailed;
        }
    }
}
