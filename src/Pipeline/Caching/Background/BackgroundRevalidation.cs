using System.Collections.Concurrent;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Caching;

// Stale-while-revalidate (RFC 5861 §3): the stale response answers at once, and one request a key brings the fresh one.
internal sealed class BackgroundRevalidation(CacheParts parts, LookupStep lookup, Outcomes outcomes, BackgroundOptions options) : IAsyncDisposable
{
    private static readonly string[] Conditions = ["If-None-Match", "If-Modified-Since"];
    private readonly ConcurrentDictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _disposed = new();
    private int _count;

    // Sends an exchange that the store did not answer; set by the cache.
    public Func<Exchange, IFetcher, CancellationToken, ValueTask>? Forward { get; set; }

    // True when the stale response has answered.
    public ValueTask<bool> TryAnswerAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken) =>
        exchange.Decision is ReuseDecision.Stale { WhileRevalidating: true } stale
            && !exchange.IsBackground && !exchange.IsRanged && !exchange.Policy.ReadOnly && options.MaxRevalidations > 0
            && (exchange.IsStreamed || options.ForWholeBodies)
            && fetcher.ForBackground() is { } background
                ? AnswerAsync(exchange, stale, background, cancellationToken)
                : default;

    private async ValueTask<bool> AnswerAsync(
        Exchange exchange, ReuseDecision.Stale stale, IFetcher background, CancellationToken cancellationToken)
    {
        exchange.IsNotModified = Precondition.NotModified(exchange.Request.Fields, stale.Head);
        var body = exchange.IsNotModified ? new StoredBody(BodyBuffer.Empty, exchange.Record?.Tier)
            : await lookup.OpenAsync(exchange, stale.Head, cancellationToken).ConfigureAwait(false);
        if (body is not { } found)
        {
            return false;
        }

        outcomes.Use(exchange, stale.Head, found, stale.Age, "WhileRevalidating");
        TryStart(exchange, background);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        await _disposed.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running.Values).ConfigureAwait(false);
    }

    private void TryStart(Exchange exchange, IFetcher fetcher)
    {
        if (_disposed.IsCancellationRequested || _running.ContainsKey(exchange.Key))
        {
            return;
        }

        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Interlocked.Increment(ref _count) > options.MaxRevalidations || !_running.TryAdd(exchange.Key, started.Task))
        {
            Interlocked.Decrement(ref _count);
            return;
        }

        var request = exchange.Request;
        var fields = Conditions.Aggregate(request.Fields, (rest, name) => rest.Without(name));
        var revalidation = new Exchange(ReferenceEquals(fields, request.Fields) ? request : request.WithFields(fields), null, exchange.Options)
        {
            IsStreamed = true,
            IsBackground = true,
            Content = exchange.Content,
        };
        _ = Task.Run(() => RunAsync(exchange.Key, revalidation, fetcher, started));
    }

    // It never throws: what goes wrong is an event.
    private async Task RunAsync(string key, Exchange exchange, IFetcher fetcher, TaskCompletionSource ended)
    {
        using var timeout = new CancellationTokenSource(options.Timeout, parts.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _disposed.Token);
        try
        {
            await lookup.RunAsync(exchange, either.Token).ConfigureAwait(false);
            if (!exchange.IsComplete)
            {
                await Forward!(exchange, fetcher, either.Token).ConfigureAwait(false);
            }

            if (exchange.IsStoring)
            {
                await exchange.OpenBody().CopyToAsync(Stream.Null, either.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error)
        {
            parts.Telemetry.Background(key, CacheOutcome.Failed, error);
        }
        finally
        {
            exchange.Dispose();
            _running.TryRemove(key, out _);
            Interlocked.Decrement(ref _count);
            ended.SetResult();
        }
    }
}
