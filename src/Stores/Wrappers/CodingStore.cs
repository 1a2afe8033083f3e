using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A wrapper that stores values in another form; a class of its own says which.</summary>
/// <remarks>It writes the form in <see cref="StoreWrapper.SetAsync"/>, and reads it in <see cref="Decode"/>.</remarks>
public abstract class CodingStore : StoreWrapper
{
    private readonly string _name;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="name">The name that events carry.</param>
    protected CodingStore(ICacheStore inner, string name) : base(inner) => _name = name;

    /// <inheritdoc/>
    public sealed override async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) =>
        Open(key, await base.GetAsync(key, cancellationToken).ConfigureAwait(false));

    /// <inheritdoc/>
    public sealed override async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default) =>
        Open(key, await base.GetFromLastAsync(key, cancellationToken).ConfigureAwait(false));

    /// <summary>What a record is to its reader: itself, or another one in its place, or null for one that can't be read.</summary>
    /// <param name="key">The key.</param>
    /// <param name="record">The record as stored; disposed afterwards unless it is what is given back.</param>
    /// <param name="problem">What is wrong where null is given back: a <see cref="IStoreObserver.Corrupt"/> event.</param>
    protected abstract StoreRecord? Decode(string key, StoreRecord record, out string? problem);

    private StoreRecord? Open(string key, StoreRecord? stored)
    {
        if (stored is null)
        {
            return null;
        }

        StoreRecord? record = null;
        try
        {
            record = Decode(key, stored, out string? problem);
            if (problem is not null)
            {
                Observers.Corrupt(key, _name, problem);
            }

            return record;
        }
        finally
        {
            if (!ReferenceEquals(record, stored))
            {
                stored.Dispose();
            }
        }
    }
}
