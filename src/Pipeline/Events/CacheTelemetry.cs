using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Freshet.Control;
using Freshet.Rules;
using Freshet.Storage;
using Microsoft.Extensions.Logging;

namespace Freshet.Events;

// The one place that emits: events, metrics and log lines share its vocabulary.
internal sealed partial class CacheTelemetry : IStoreObserver, IDisposable
{
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _lookups;
    private readonly Counter<long> _store;

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public CacheTelemetry(TimeProvider time, ILogger logger, int eventBuffer, IMeterFactory? meters = null)
    {
        _time = time;
        _meter = meters?.Create(new MeterOptions("Freshet")) ?? new Meter("Freshet");
        _logger = logger;
        Events = new CacheEventStream(eventBuffer);
        _lookups = _meter.CreateCounter<long>("freshet.cache.lookups", "{lookup}", "Logical lookups by outcome.");
        _values = _meter.CreateCounter<long>("freshet.values.lookups", "{lookup}", "Lookups of values by cache and outcome.");
        _store = _meter.CreateCounter<long>("freshet.cache.store_events", "{event}", "What happened in the stores, by kind.");
    }

    public CacheEventStream Events { get; }

    public bool LogsQueries { get; init; }

    public ActivitySource Activities { get; } = new("Freshet");

    // Lookup events are made by their exchange only when somebody listens.
    public bool HasSubscribers => Events.HasSubscribers;

    public void Outcome(CacheOutcome outcome)
    {
        if (_lookups.Enabled)
        {
            _lookups.Add(1, new KeyValuePair<string, object?>("outcome", outcome.ToString()));
        }
    }

    public void Publish(LookupEvent item) => Events.Publish(item);

    public void Stored(string key, long bytes)
    {
        Count("stored");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Stored(key, Now, bytes));
        }
    }

    public void NotStored(string key, DoNotStoreReason reason)
    {
        Count("not_stored");
        if (_logger.IsEnabled(LogLevel.Debug))
        {
            LogNotStored(Shown(key), reason, Reasons.Of(reason));
        }

        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.NotStored(key, Now, reason.ToString()));
        }
    }

    public void Background(string key, CacheOutcome outcome, Exception? error)
    {
        Count("revalidated_in_background");
        if (error is not null)
        {
            LogBackgroundFailed(key, error);
        }

        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.RevalidatedInBackground(key, Now, outcome, error));
        }
    }

    public void Invalidated(string key)
    {
        Count("invalidated");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Invalidated(key, Now));
        }
    }

    public void Promoted(string key, string fromTier, string toTier)
    {
        Count("promoted");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Promoted(key, Now, fromTier, toTier));
        }
    }

    public void Evicted(string key, long bytes, string tier)
    {
        Count("evicted");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Evicted(key, Now, bytes, tier));
        }
    }

    public void Expired(string key, string tier)
    {
        Count("expired");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Expired(key, Now, tier));
        }
    }

    public void Corrupt(string key, string? tier, string problem)
    {
        LogCorrupt(key, tier, problem);
        Unreadable(key, tier, problem);
    }

    // Not a warning: a store that is full evicts bodies before the heads that name them.
    public void BodyGone(string key)
    {
        LogBodyGone(key);
        Unreadable(key, null, "the body segment is missing");
    }

    public void TierFailed(string tier, string operation, Exception error) => TierFailed("", tier, operation, error);

    public void TierFailed(string key, string tier, string operation, Exception error)
    {
        Count("tier_failed");
        LogTierFailed(tier, operation, error);
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.TierFailed(key, Now, tier, operation, error));
        }
    }

    public DateTimeOffset Now => _time.GetUtcNow();

    public void Dispose()
    {
        Events.Complete();
        _meter.Dispose();
        Activities.Dispose();
    }

    private void Unreadable(string key, string? tier, string problem)
    {
        Count("corrupt");
        if (HasSubscribers)
        {
            Events.Publish(new StoreEvent.Corrupt(key, Now, tier, problem));
        }
    }

    private void Count(string kind)
    {
        if (_store.Enabled)
        {
            _store.Add(1, new KeyValuePair<string, object?>("kind", kind));
        }
    }

    // Queries may have secrets.
    private string Shown(string key) =>
        LogsQueries || key.IndexOf('?', StringComparison.Ordinal) is not (>= 0 and var query) ? key : string.Concat(key.AsSpan(0, query), "?...");

    [LoggerMessage(1, LogLevel.Debug, "Not stored: {Key}: {Reason}: {Why}.")]
    private partial void LogNotStored(string key, DoNotStoreReason reason, Reason why);

    [LoggerMessage(2, LogLevel.Warning, "Unreadable record {Key} in {Tier}: {Problem}; it counts as absent.")]
    private partial void LogCorrupt(string key, string? tier, string problem);

    [LoggerMessage(5, LogLevel.Information, "Revalidating {Key} in the background failed; what is stored stays stale.")]
    private partial void LogBackgroundFailed(string key, Exception error);

    [LoggerMessage(3, LogLevel.Warning, "Store {Tier} failed to {Operation}; going on without it.")]
    private partial void LogTierFailed(string tier, string operation, Exception error);

    [LoggerMessage(4, LogLevel.Debug, "Body segment {Key} is missing, evicted or lost; its head counts as absent.")]
    private partial void LogBodyGone(string key);
}
