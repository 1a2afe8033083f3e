namespace Freshet.Storage;

/// <summary>A store that keeps nothing.</summary>
public sealed class NullStore : ICacheStore
{
    /// <summary>The store; it has no state and needs no disposal.</summary>
    public static NullStore Instance { get; } = new();

    /// <inheritdoc/>
    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        StoreLimits.CheckValue(value);
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        cancellationToken.ThrowIfCancellationRequested();
        return default;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        AsyncEnumerable.Empty<StoreEntry>();

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => default;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => default;
}
