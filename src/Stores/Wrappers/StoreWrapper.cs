using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store that does what another does, but for what its own class changes; it disposes the other.</summary>
/// <remarks>What the inner store can do besides is passed on; what only some can, such as leases, <see cref="StoreWrapperExtensions.Find{T}"/> finds.</remarks>
public abstract class StoreWrapper : ICacheStore, IFlushable, IObservableStore, ICompactable, ITieredReads
{
    /// <summary>Wraps a store.</summary>
    protected StoreWrapper(ICacheStore inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        Inner = inner;
    }

    /// <summary>The store that is wrapped.</summary>
    public ICacheStore Inner { get; }

    /// <summary>Who is told what the wrapper itself does.</summary>
    protected StoreObservers Observers { get; } = new();

    /// <inheritdoc/>
    public virtual ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default) =>
        Inner is ITieredReads tiers ? tiers.GetFromLastAsync(key, cancellationToken) : Inner.GetAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
        Inner.SetAsync(key, value, expires, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => Inner.RemoveAsync(key, cancellationToken);

    /// <inheritdoc/>
    public virtual IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        Inner.ScanAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => Inner.ClearAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public virtual ValueTask FlushAsync(CancellationToken cancellationToken = default) =>
        Inner is IFlushable flushable ? flushable.FlushAsync(cancellationToken) : default;

    /// <inheritdoc/>
    public virtual ValueTask<long> CompactAsync(CancellationToken cancellationToken = default) =>
        Inner is ICompactable compactable ? compactable.CompactAsync(cancellationToken) : default;

    /// <inheritdoc/>
    public virtual IDisposable Observe(IStoreObserver observer)
    {
        IDisposable own = Observers.Add(observer);
        return Inner is IObservableStore observable ? new Both(own, observable.Observe(observer)) : own;
    }

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return Inner.DisposeAsync();
    }

    private sealed class Both(IDisposable first, IDisposable second) : IDisposable
    {
        public void Dispose()
        {
            first.Dispose();
            second.Dispose();
        }
    }
}
