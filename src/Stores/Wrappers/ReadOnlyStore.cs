using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store that is read and never changed: writes are dropped, and what would have to be removed can't be.</summary>
/// <param name="inner">The store.</param>
public sealed class ReadOnlyStore(ICacheStore inner) : StoreWrapper(inner)
{
    /// <summary>Does nothing: a cache may always not store.</summary>
    public override ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        StoreLimits.CheckValue(value);
        return default;
    }

    /// <summary>Throws where there is something to remove: to leave it and say nothing would bring it back.</summary>
    /// <exception cref="StoreException">There is a record of the key.</exception>
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        using StoreRecord? record = await Inner.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return record is null ? false : throw new StoreException($"'{key}' can't be removed: the store is read-only.");
    }

    /// <summary>Throws.</summary>
    /// <exception cref="StoreException">Always.</exception>
    public override ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        throw new StoreException("Nothing can be cleared: the store is read-only.");

    /// <summary>Does nothing.</summary>
    public override ValueTask FlushAsync(CancellationToken cancellationToken = default) => default;

    /// <summary>Does nothing.</summary>
    public override ValueTask<long> CompactAsync(CancellationToken cancellationToken = default) => default;
}
