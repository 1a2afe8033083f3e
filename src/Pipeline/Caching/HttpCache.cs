using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Freshet.Caching;

/// <summary>An HTTP cache (RFC 9111) over an asynchronous store, as steps that a handler calls one after the other and a flow runs as stages.</summary>
/// <remarks>
/// All members may be called concurrently. The store's faults never reach the caller: they are events, and the exchange goes on without the
/// store. The cache does not own the store.
/// </remarks>
public sealed partial class HttpCache : IAsyncDisposable, IDisposable
{
    private readonly CacheParts _parts;
    private readonly HeadRecords _records;
    private readonly LookupStep _lookup;
    private readonly BackgroundRevalidation _background;
    private readonly FetchStep _fetch;
    private readonly StoreStep _store;
    private readonly Forwarding _forwarding;
    private readonly IDisposable? _observation;

    /// <summary>Creates a cache.</summary>
    /// <param name="store">Where responses are kept.</param>
    /// <param name="options">How the cache behaves; the defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="logger">Where unreadable records and failing stores are told of; nowhere when null.</param>
    /// <param name="meters">Makes the meter; the cache has one of its own when null.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public HttpCache(
        ICacheStore store,
        HttpCacheOptions? options = null,
        TimeProvider? time = null,
        ILogger<HttpCache>? logger = null,
        IMeterFactory? meters = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        options ??= new HttpCacheOptions();
        options.Validate();
        time ??= TimeProvider.System;
        var telemetry = new CacheTelemetry(time, logger ?? (ILogger)NullLogger.Instance, options.EventBuffer, meters) { LogsQueries = options.LogQueries };
        _observation = (store as IObservableStore)?.Observe(telemetry);
        _parts = new CacheParts(new SafeStore(store, telemetry), telemetry, new Controls(options), time, options.MaxStoredBodyBytes)
        {
            Admission = new Admission(new TagStamps(store, null, time, telemetry)),
        };
        _records = new HeadRecords(_parts);
        Stored = new StoredResponses(_parts, _records);
        var outcomes = new Outcomes(telemetry);
        _lookup = new LookupStep(_parts, _records, outcomes);
        _background = new BackgroundRevalidation(_parts, _lookup, outcomes, options.Background);
        _fetch = new FetchStep(_parts, _lookup, _background);
        _parts.Leases = options.Leases is null ? null : new FetchLeases(options.Leases, _parts, _lookup);
        _store = new StoreStep(_parts, _records, _lookup, outcomes);
        _forwarding = new Forwarding(_parts, _lookup, _fetch, _store, _background, outcomes);
        _background.Forward = _forwarding.RunAsync;
    }

    internal TimeProvider Time => _parts.Time;

    /// <summary>Every outcome and what happens in the stores, as it happens.</summary>
    public CacheEventStream Events => _parts.Telemetry.Events;

    /// <summary>Looks the request up; a stored response that may be used completes the exchange (RFC 9111 §4).</summary>
    public ValueTask LookupAsync(Exchange exchange, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return _lookup.RunAsync(exchange, cancellationToken);
    }

    /// <summary>Asks the origin: conditionally when a stored response is to be validated (RFC 9111 §4.3). Identical requests are collapsed into one.</summary>
    /// <remarks>A failed fetch is kept on the exchange for <see cref="StoreAsync"/>, which every fetched exchange must pass.</remarks>
    public ValueTask FetchAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(fetcher);
        var fetched = PassAsync(exchange, fetcher, cancellationToken);
        return fetched.IsCompletedSuccessfully ? default : new ValueTask(fetched.AsTask());
    }

    // The same, as a stage wants it.
    internal ValueTask<Exchange> PassAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken) =>
        exchange.IsComplete ? new(exchange) : _fetch.RunAsync(exchange, fetcher, cancellationToken);

    /// <summary>Freshens, stores or replaces with what was fetched, or lets a stale response stand in, and completes the exchange.</summary>
    public ValueTask StoreAsync(Exchange exchange, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        return _store.RunAsync(exchange, cancellationToken);
    }

    // Whether the content of such a request is part of its key.
    internal int? MaxKeyedContent(string method, Uri uri, RequestCacheOptions? options) =>
        method is not ("GET" or "HEAD") && _parts.Controls.Of(uri).With(options) is var control && control.Policy.Allows(method)
            ? (control.Keys ?? KeyPlan.Plain).MaxContentBytes
            : null;

    /// <summary>All steps in order.</summary>
    /// <returns>The completed exchange, to be disposed by the caller.</returns>
    public ValueTask<Exchange> SendAsync(RequestHead request, IFetcher fetcher, CancellationToken cancellationToken = default) =>
        SendAsync(new Exchange(request), fetcher, cancellationToken);

    /// <summary>All steps in order, for a new exchange; of a streamed one the body may not be read yet.</summary>
    /// <returns>The completed exchange, to be disposed by the caller; when this throws, it has been.</returns>
    public async ValueTask<Exchange> SendAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        ArgumentNullException.ThrowIfNull(fetcher);
        try
        {
            await LookupAsync(exchange, cancellationToken).ConfigureAwait(false);
            if (!exchange.IsStreamed)
            {
                await FetchAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
                await StoreAsync(exchange, cancellationToken).ConfigureAwait(false);
            }
            else if (!exchange.IsComplete)
            {
                await _forwarding.RunAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
            }

            return exchange;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    // The two halves of it, for who needs a fetcher only when the store does not answer.
    internal async ValueTask<bool> TryAnswerAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            await _lookup.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
            return exchange.IsComplete;
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    internal async ValueTask ForwardAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        try
        {
            await _forwarding.RunAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            exchange.Dispose();
            throw;
        }
    }

    /// <summary>Removes the stored responses to GET of a URI that belong to no partition.</summary>
    public ValueTask InvalidateAsync(Uri uri, CancellationToken cancellationToken = default) =>
        _records.InvalidateAsync(_parts.Controls.KeyOf(uri), cancellationToken);

    /// <summary>Makes everything stored so far durable, if the store can.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => _parts.Store.FlushAsync(cancellationToken);

    /// <summary>Ends revalidations in the background and completes the events; the store stays open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _background.DisposeAsync().ConfigureAwait(false);
        _observation?.Dispose();
        _parts.Telemetry.Dispose();
    }

    /// <summary>The same, waiting for it.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
