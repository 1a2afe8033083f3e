using Freshet.Values;
using Microsoft.Extensions.Caching.Hybrid;

namespace Freshet.Hosting;

/// <summary>A cache of values as the framework's hybrid cache.</summary>
/// <remarks>The tag <c>*</c> clears the cache. Compression is not known; the other flags say where a value is looked for and kept.</remarks>
/// <param name="cache">The cache, which this does not own.</param>
public sealed class ValueHybridCache(ValueCache cache) : HybridCache
{
    private const HybridCacheEntryFlags NoMemory = HybridCacheEntryFlags.DisableLocalCache;
    private const HybridCacheEntryFlags NoStore = HybridCacheEntryFlags.DisableDistributedCache;

    /// <inheritdoc/>
    public override async ValueTask<T> GetOrCreateAsync<TState, T>(
        string key,
        TState state,
        Func<TState, CancellationToken, ValueTask<T>> factory,
        HybridCacheEntryOptions? options = null,
        IEnumerable<string>? tags = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(factory);
        if (options?.Flags?.HasFlag(HybridCacheEntryFlags.DisableUnderlyingData) == true)
        {
            return (await cache.GetAsync<T>(key, cancellationToken).ConfigureAwait(false)).Value!;
        }

        return await cache.GetOrCreateAsync(key, state, factory, Of(options, tags), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override ValueTask SetAsync<T>(
        string key, T value, HybridCacheEntryOptions? options = null, IEnumerable<string>? tags = null, CancellationToken cancellationToken = default) =>
        cache.SetAsync(key, value, Of(options, tags), cancellationToken);

    /// <inheritdoc/>
    public override async ValueTask RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        await cache.RemoveAsync(key, cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override ValueTask RemoveByTagAsync(string tag, CancellationToken cancellationToken = default) =>
        tag == "*" ? cache.ClearAsync(cancellationToken) : cache.PurgeTagAsync(tag, cancellationToken);

    private static ValueOptions? Of(HybridCacheEntryOptions? options, IEnumerable<string>? tags)
    {
        if (options is null && tags is null)
        {
            return null;
        }

        var flags = options?.Flags ?? HybridCacheEntryFlags.None;
        var places = ((flags & NoMemory) == 0 ? ValuePlaces.Memory : ValuePlaces.None) | ((flags & NoStore) == 0 ? ValuePlaces.Store : ValuePlaces.None);
        return new ValueOptions { Lifetime = options?.Expiration, Tags = tags is null ? null : [.. tags], Places = flags == HybridCacheEntryFlags.None ? null : places };
    }
}
