using System.Collections.Concurrent;
using Freshet.Storage;
using Microsoft.Extensions.Logging;

namespace Freshet.Values;

/// <summary>The caches of a program by name, over one store, with one set of tags and one switch.</summary>
/// <remarks>It owns the caches and not the store.</remarks>
public sealed class ValueCaches : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<ValueCache>> _caches = new(StringComparer.Ordinal);
    private readonly ValueCachesOptions _options;
    private readonly Func<ValueCacheOptions, ValueCache> _make;

    /// <summary>Creates the caches' registry; a cache is made when it is first asked for.</summary>
    /// <param name="store">Where values are kept beyond memory; nowhere when null.</param>
    /// <param name="options">How the caches behave; the defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="loggers">Makes the caches' logger; nothing is logged when null.</param>
    /// <param name="tags">The tags' stamps, to be shared with a cache of responses; the caches' own when null.</param>
    /// <param name="bus">How machines that share the store tell each other what changed; not at all when null.</param>
    /// <exception cref="OptionsException">Options of the defaults or of a cache are out of range; all of them are named.</exception>
    public ValueCaches(
        ICacheStore? store = null,
        ValueCachesOptions? options = null,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null,
        TagStamps? tags = null,
        IInvalidationBus? bus = null)
    {
        _options = options ?? new ValueCachesOptions();
        _options.Validate();
        Tags = tags ?? new TagStamps(store ?? NullStore.Instance, _options.Tags, time);
        foreach (var name in _options.Disabled)
        {
            Switch.DisableCache(name);
        }

        _make = of => new ValueCache(store, of, time, loggers?.CreateLogger<ValueCache>(), Tags, Switch, bus);
    }

    /// <summary>Turns caches off and on.</summary>
    public ValueSwitch Switch { get; } = new();

    /// <summary>The tags of all caches.</summary>
    public TagStamps Tags { get; }

    /// <summary>The cache of a name, always the same.</summary>
    public ValueCache Get(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return _caches.GetOrAdd(name, n => new Lazy<ValueCache>(() => _make(_options.Of(n)))).Value;
    }

    /// <summary>The cache of a library: that of the name of the type's assembly.</summary>
    public ValueCache For<T>() => Get(typeof(T).Assembly.GetName().Name ?? "default");

    /// <summary>Disposes the caches that were made.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var cache in _caches.Values.Where(static c => c.IsValueCreated))
        {
            await cache.Value.DisposeAsync().ConfigureAwait(false);
        }
    }
}
