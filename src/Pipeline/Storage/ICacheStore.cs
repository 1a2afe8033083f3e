namespace Freshet.Storage;

/// <summary>A keyed store of records of bytes, each with an optional expiry.</summary>
/// <remarks>
/// Every member may be called concurrently. Keys are well-formed ordinal strings of 1 to 4,096 UTF-8 bytes. Values are at most
/// <see cref="StoreLimits.MaxValueBytes"/> long; the cache cuts larger bodies into segments. A record that is torn, altered or expired is
/// absent: a store never returns bytes that were not set under that key. Faults of the medium are thrown as <see cref="StoreException"/>;
/// the cache handles them, and the exchange goes on without the store.
/// </remarks>
public interface ICacheStore : IAsyncDisposable
{
    /// <summary>Reads the record of a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The record, to be disposed by the caller, or null when there is none.</returns>
    ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Writes the record of a key, in place of an earlier one; a write that fails leaves the earlier one readable.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The bytes; the store keeps no reference to them after the call.</param>
    /// <param name="expires">When the record is absent again, or null for never.</param>
    /// <param name="cancellationToken">Ends the wait; the record is then either written whole or not at all.</param>
    ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default);

    /// <summary>Removes the record of a key.</summary>
    /// <returns>Whether there was one.</returns>
    ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Lists the records whose keys begin with a prefix, in no particular order.</summary>
    /// <remarks>Records that are written or removed while the listing runs may or may not be in it.</remarks>
    IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default);

    /// <summary>Removes the records whose keys begin with a prefix.</summary>
    /// <returns>How many there were.</returns>
    ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default);
}
