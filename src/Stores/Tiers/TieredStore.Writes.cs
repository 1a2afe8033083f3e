using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class TieredStore
{
    private readonly SemaphoreSlim[] _removals = [.. Enumerable.Range(0, 64).Select(static _ => new SemaphoreSlim(1))];

    /// <inheritdoc/>
    /// <exception cref="StoreException">No tier took the record.</exception>
    public async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckValue(value);
        Check(key, cancellationToken);
        using KeyStamps.Change change = _stamps.Begin(key);
        int taken = 0;
        foreach (TierState tier in _tiers)
        {
            taken += await tier.WriteAsync(key, value, expires, cancellationToken).ConfigureAwait(false) ? 1 : 0;
        }

        Wrote(key);
        if (taken == 0)
        {
            throw new StoreException($"None of the tiers {string.Join(", ", _tiers.Select(t => t.Name))} took the record.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        using KeyStamps.Change change = _stamps.Begin(key);
        bool any = false;

        // Of several who remove a record from several tiers, one is to be told that there was one.
        SemaphoreSlim turn = _removals[key.GetHashCode(StringComparison.Ordinal) & (_removals.Length - 1)];
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            foreach (TierState tier in _tiers)
            {
                any |= (await tier.RemoveAsync(key, cancellationToken).ConfigureAwait(false)).Removed;
            }
        }
        finally
        {
            turn.Release();
        }

        Tell(new StoreChange.Changed(key));
        return any;
    }

    /// <inheritdoc/>
    /// <returns>The count of the tier that had the most.</returns>
    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        using KeyStamps.Change change = _stamps.BeginAll();
        long most = 0;
        foreach (TierState tier in _tiers)
        {
            most = Math.Max(most, await tier.ClearAsync(prefix, cancellationToken).ConfigureAwait(false));
        }

        Tell(new StoreChange.Cleared(prefix));
        return most;
    }

    /// <summary>Writes what is to be written behind, makes the tiers durable that can be, and tells the bus what it does not know yet.</summary>
    /// <exception cref="StoreException">A tier that can be flushed could not.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        foreach (TierState tier in _tiers)
        {
            if (tier.Queue is not null)
            {
                await tier.Queue.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            if (tier.Store is IFlushable flushable)
            {
                await flushable.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }

        if (_options.Bus is IFlushable bus)
        {
            await bus.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
