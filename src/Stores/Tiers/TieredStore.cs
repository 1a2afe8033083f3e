using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Several stores in order of speed as one: reads fall through and promote, writes and removals go to all.</summary>
/// <remarks>
/// A tier that fails is an event and is left out; after some failures in a row it is left alone for a time. What it missed meanwhile it
/// never serves: such a key is removed from it before it is asked again. Only a write that no tier took throws.
/// </remarks>
public sealed class TieredStore : ICacheStore, IFlushable, IObservableStore, ITieredReads
{
    private readonly TierState[] _tiers;
    private readonly StoreObservers _observers = new();
    private readonly KeyStamps _stamps = new();
    private readonly List<IDisposable> _subscriptions = [];
    private int _disposed;

    /// <summary>Makes a store of tiers in order of speed.</summary>
    /// <exception cref="OptionsException">There is no tier, or two have one name.</exception>
    public TieredStore(params IReadOnlyList<StoreTier> tiers) : this(new TieredStoreOptions { Tiers = tiers })
    {
    }

    /// <summary>Makes a store.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public TieredStore(TieredStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        _tiers = [.. options.Tiers.Select(tier => new TierState(tier, options, _observers))];
        foreach (TierState tier in _tiers)
        {
            if (tier.Store is IObservableStore observable)
            {
                _subscriptions.Add(observable.Observe(new TierEvents(tier.Name, _observers)));
            }
        }
    }

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        int stamp = _stamps.Of(key);
        for (int i = 0; i < _tiers.Length; i++)
        {
            TierState tier = _tiers[i];
            if (tier.MayBeStale(key) && !await tier.TryCatchUpAsync(key, cancellationToken).ConfigureAwait(false))
            {
                continue;
            }

            if (await ReadAsync(tier, key, cancellationToken).ConfigureAwait(false) is { } record)
            {
                for (int faster = i - 1; faster >= 0; faster--)
                {
                    await PromoteAsync(tier, _tiers[faster], key, record, stamp, cancellationToken).ConfigureAwait(false);
                }

                return record.WithTier(tier.Name);
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        foreach (TierState tier in _tiers.Reverse())
        {
            if (!tier.MayBeStale(key) || await tier.TryCatchUpAsync(key, cancellationToken).ConfigureAwait(false))
            {
                (bool done, StoreRecord? record) = await tier.TryAsync("get", (s, c) => s.GetAsync(key, c), cancellationToken)
                    .ConfigureAwait(false);
                if (done)
                {
                    return record?.WithTier(tier.Name);
                }
            }
        }

        return null;
    }

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
            (bool done, _) = await tier.TryAsync("set", SetOneAsync, cancellationToken).ConfigureAwait(false);
            Note(tier, key, done);
            taken += done ? 1 : 0;
        }

        if (taken == 0)
        {
            throw new StoreException($"None of the tiers {string.Join(", ", _tiers.Select(t => t.Name))} took the record.");
        }

        async ValueTask<bool> SetOneAsync(ICacheStore store, CancellationToken cancel)
        {
            await store.SetAsync(key, value, expires, cancel).ConfigureAwait(false);
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        using KeyStamps.Change change = _stamps.Begin(key);
        bool any = false;
        foreach (TierState tier in _tiers)
        {
            (bool done, bool removed) = await tier.TryAsync("remove", (s, c) => s.RemoveAsync(key, c), cancellationToken)
                .ConfigureAwait(false);
            any |= removed && !tier.MayBeStale(key);
            Note(tier, key, done);
        }

        return any;
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (TierState tier in _tiers)
        {
            bool last = tier == _tiers[^1];
            IAsyncEnumerator<StoreEntry> entries = tier.Store.ScanAsync(prefix, cancellationToken).GetAsyncEnumerator(cancellationToken);
            await using ConfiguredAsyncDisposable disposal = entries.ConfigureAwait(false);
            while (await MoveNextAsync(tier, entries, cancellationToken).ConfigureAwait(false))
            {
                StoreEntry entry = entries.Current;
                if (!tier.MayBeStale(entry.Key) && (last ? !seen.Contains(entry.Key) : seen.Add(entry.Key)))
                {
                    yield return entry;
                }
            }
        }
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
            (bool done, long removed) = await tier.TryAsync("clear", (s, c) => s.ClearAsync(prefix, c), cancellationToken)
                .ConfigureAwait(false);
            most = Math.Max(most, removed);
            if (!done)
            {
                tier.MissedAll();
            }
        }

        return most;
    }

    /// <inheritdoc/>
    /// <exception cref="StoreException">A tier that can be flushed could not.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        foreach (TierState tier in _tiers)
        {
            if (tier.Store is IFlushable flushable)
            {
                await flushable.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Disposes the stores of all tiers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (TierState tier in _tiers)
        {
            await tier.Store.DisposeAsync().ConfigureAwait(false);
        }

        _subscriptions.ForEach(static s => s.Dispose());
    }

    private static async ValueTask<StoreRecord?> ReadAsync(TierState tier, string key, CancellationToken cancellationToken)
    {
        if (!tier.Allows())
        {
            return null;
        }

        try
        {
            StoreRecord? record = await tier.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
            tier.Succeeded();
            return record;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            tier.Fail("get", e);
            return null;
        }
    }

    private static async ValueTask<bool> MoveNextAsync(
        TierState tier, IAsyncEnumerator<StoreEntry> entries, CancellationToken cancellationToken)
    {
        try
        {
            return await entries.MoveNextAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            tier.Fail("scan", e);
            return false;
        }
    }

    private static void Note(TierState tier, string key, bool done)
    {
        if (done)
        {
            tier.CaughtUp(key);
        }
        else
        {
            tier.Missed(key);
        }
    }

    /// <summary>Copies a record up, unless the key has changed since it was read.</summary>
    private async ValueTask PromoteAsync(
        TierState from, TierState to, string key, StoreRecord record, int stamp, CancellationToken cancellationToken)
    {
        if (_stamps.Of(key) != stamp)
        {
            return;
        }

        (bool done, _) = await to.TryAsync("promote", SetOneAsync, cancellationToken).ConfigureAwait(false);
        if (!done)
        {
            return;
        }

        _observers.Promoted(key, from.Name, to.Name);
        if (_stamps.Of(key) != stamp)
        {
            // A writer came between: what was copied may be older than what it wrote.
            (done, _) = await to.TryAsync("remove", (s, c) => s.RemoveAsync(key, c), CancellationToken.None).ConfigureAwait(false);
            if (!done)
            {
                to.Missed(key);
            }
        }

        async ValueTask<bool> SetOneAsync(ICacheStore store, CancellationToken cancel)
        {
            await store.SetAsync(key, record.Value, record.Expires, cancel).ConfigureAwait(false);
            return true;
        }
    }

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
