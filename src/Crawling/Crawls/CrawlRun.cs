using Freshet.Caching;
using Freshet.Flows;

namespace Freshet.Crawls;

/// <summary>A crawl that is under way.</summary>
public sealed class CrawlRun : IAsyncDisposable
{
    private readonly FlowRun _run;
    private readonly HttpCache _cache;
    private readonly CrawlQueue _queue;
    private readonly CrawlCounters _counters;
    private readonly HttpMessageInvoker _invoker;

    internal CrawlRun(
        Flow flow, HttpCache cache, CrawlQueue queue, CrawlCounters counters, HttpMessageInvoker invoker, TimeProvider time, CancellationToken cancellationToken)
    {
        _cache = cache;
        _queue = queue;
        _counters = counters;
        _invoker = invoker;
        _run = flow.Run(new FlowOptions { Time = time }, cancellationToken);
        Completion = CompleteAsync();
    }

    /// <summary>Ends with the counts when every reachable page was visited or the crawl was stopped, and what it stored is durable.</summary>
    /// <remarks>It fails with a <see cref="FlowException"/> when the page handler threw, and is cancelled when the crawl was cancelled.</remarks>
    public Task<CrawlSummary> Completion { get; }

    /// <summary>The counts at this moment.</summary>
    public CrawlSummary Progress() => _counters.Summarise(_queue.Count, _queue.InFlight, _run.Elapsed);

    /// <summary>Takes up no further URL, finishes those under way, and ends.</summary>
    public void Stop() => _run.Stop();

    /// <summary>The running graph as Mermaid text, with each stage's queue, requests in flight, throughput and latency.</summary>
    public string Picture() => _run.Picture();

    /// <summary>Ends the crawl at once, if it is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _run.DisposeAsync().ConfigureAwait(false);
        await ((Task)Completion).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<CrawlSummary> CompleteAsync()
    {
        try
        {
            await _run.Completion.ConfigureAwait(false);
            return Progress();
        }
        finally
        {
            await _cache.FlushAsync().ConfigureAwait(false);
            await _queue.DisposeAsync().ConfigureAwait(false);
            _invoker.Dispose();
        }
    }
}
