using Freshet.Control;
using Freshet.Storage;

namespace Freshet.Caching;

/// <content>What is stored: listing, counting, purging.</content>
public sealed partial class HttpCache
{
    /// <summary>The stored responses, to be listed, counted and changed.</summary>
    public StoredResponses Stored { get; }

    /// <summary>Purges every stored response of a URI, whatever its method, variant and partition, and its remembered failures.</summary>
    /// <remarks>In a store that can't list its records, memcached, the responses of partitions and to requests with content stay.</remarks>
    /// <param name="uri">The URI.</param>
    /// <param name="mode">Whether it is removed or made stale.</param>
    /// <param name="cancellationToken">Ends the wait; what was purged until then stays so.</param>
    /// <returns>How many stored responses there were.</returns>
    /// <exception cref="StoreException">The store could not be listed.</exception>
    public ValueTask<long> PurgeAsync(Uri uri, PurgeMode mode = PurgeMode.Hard, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(uri);
        return Stored.PurgeUriAsync(uri, mode, cancellationToken);
    }

    /// <summary>Purges what carries a tag, in constant time, on every machine that shares the store.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="mode">Whether it is removed or made stale.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The store did not take the time of the purge; it holds in this process all the same.</exception>
    public ValueTask PurgeTagAsync(string tag, PurgeMode mode = PurgeMode.Hard, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        return _parts.Admission.PurgeAsync(tag, mode, cancellationToken);
    }

    /// <summary>Purges the stored responses that a filter selects; with none, all.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="mode">Whether they are removed or made stale.</param>
    /// <param name="cancellationToken">Ends the wait; what was purged until then stays so.</param>
    /// <returns>How many stored responses there were.</returns>
    /// <exception cref="StoreException">The store could not be listed.</exception>
    public ValueTask<long> PurgeAsync(StoredFilter? filter, PurgeMode mode = PurgeMode.Hard, CancellationToken cancellationToken = default) =>
        Stored.PurgeAsync(filter, mode, cancellationToken);
}
