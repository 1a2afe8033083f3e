using Freshet.Events;
using Freshet.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Freshet.Values;

/// <summary>A cache of values of any type: objects in the memory of the process, in front of an asynchronous store.</summary>
/// <remarks>
/// All members may be called concurrently. Of the callers that want the same key at the same time one makes the value, and the others wait for it.
/// Several caches may share a store; each has the records <c>v/NAME/...</c>. The cache does not own the store. A factory must not ask for its own key.
/// </remarks>
public sealed partial class ValueCache : IAsyncDisposable
{
    private readonly ValueCore _core;
    private readonly IDisposable? _observation;

    /// <summary>Creates a cache.</summary>
    /// <param name="store">Where values are kept beyond memory; nowhere when null.</param>
    /// <param name="options">How the cache behaves; the defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="logger">Where unreadable records and failing stores are told of; nowhere when null.</param>
    /// <param name="tags">The tags' stamps, to be shared with other caches over the same store; the cache's own when null.</param>
    /// <param name="lights">What turns it off and on together with others; its own when null.</param>
    /// <param name="bus">How machines that share the store tell each other what changed; not at all when null.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public ValueCache(
        ICacheStore? store = null,
        ValueCacheOptions? options = null,
        TimeProvider? time = null,
        ILogger<ValueCache>? logger = null,
        TagStamps? tags = null,
        ValueSwitch? lights = null,
        IInvalidationBus? bus = null)
    {
        options ??= new ValueCacheOptions();
        options.Validate(store);
        _core = new ValueCore(store ?? NullStore.Instance, options, time ?? TimeProvider.System, logger ?? (ILogger)NullLogger.Instance, tags, lights);
        _core.Join(bus);
        _observation = (store as IObservableStore)?.Observe(_core.Telemetry);
    }

    /// <summary>The name.</summary>
    public string Name => _core.Options.Name;

    /// <summary>How the cache behaves.</summary>
    public ValueCacheOptions Options => _core.Options;

    /// <summary>Every outcome and what happens in memory and in the store, as it happens.</summary>
    public CacheEventStream Events => _core.Telemetry.Events;

    /// <summary>Turns the cache off and on.</summary>
    public ValueSwitch Switch => _core.Switch;

    /// <summary>What was counted, and what memory holds.</summary>
    public ValueCacheInfo Info => new(
        _core.Counters.Hits.Value,
        _core.Counters.StaleHits.Value,
        _core.Counters.Misses.Value,
        _core.Counters.Failures.Value,
        _core.Counters.Evictions.Value,
        _core.Counters.Expirations.Value,
        _core.Table?.Count ?? 0,
        _core.Table?.Size ?? 0);

    internal ValueCore Core => _core;

    /// <summary>Cancels the factories that run, and completes the events; the store stays open.</summary>
    public ValueTask DisposeAsync()
    {
        _observation?.Dispose();
        _core.Close();
        return default;
    }
}
