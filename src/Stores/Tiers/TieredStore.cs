using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Several stores in order of speed as one: reads fall through and promote, writes and removals go to all.</summary>
/// <remarks>
/// A tier that fails or is too slow is an event and is left out; after some failures in a row it is left alone for a time. What it missed
/// meanwhile it never serves: such a key is removed from it before it is asked again, and as soon as it answers. Only a write that no tier
/// took throws. With a bus, a change on one machine reaches the tiers that are the others' own.
/// </remarks>
public sealed partial class TieredStore : ICacheStore, IFlushable, IObservableStore, ITieredReads
{
    private readonly TieredStoreOptions _options;
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
        _options = options;
        int last = options.Tiers.Count - 1;
        _tiers = [.. options.Tiers.Select((tier, i) =>
            new TierState(tier, tier.Shared ?? (options.Bus is not null && i == last && i > 0), options, _observers, CaughtUp))];
        foreach (TierState tier in _tiers)
        {
            if (tier.Store is IObservableStore observable)
            {
                _subscriptions.Add(observable.Observe(new TierEvents(tier.Name, _observers)));
            }
        }

        Join(options.Bus);
    }

    /// <summary>Whether a tier has still to make up for changes that it missed, or may yet carry out one that came too late.</summary>
    public bool IsBehind => _tiers.Any(static t => t.IsBehind);

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        int stamp = _stamps.Of(key);
        TierState first = _tiers[0];
        if (!first.IsPlain || first.MayBeStale(key) || !first.Allows())
        {
            return GetFromAsync(0, key, stamp, cancellationToken);
        }

        // A hit in a fast tier in front allocates nothing.
        ValueTask<StoreRecord?> read;
        try
        {
            read = first.Store.GetAsync(key, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            first.Fail("get", e);
            return GetFromAsync(1, key, stamp, cancellationToken);
        }

        if (!read.IsCompletedSuccessfully)
        {
            return GetAfterAsync(read, key, stamp, cancellationToken);
        }

        first.Succeeded();
        return read.Result is { } record ? new(record.WithTier(first.Name)) : GetFromAsync(1, key, stamp, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        for (int i = _tiers.Length - 1; i >= 0; i--)
        {
            TierAnswer<StoreRecord?> answer = await ReadAsync(_tiers[i], key, cancellationToken).ConfigureAwait(false);
            if (answer.Done)
            {
                return answer.Result?.WithTier(_tiers[i].Name);
            }

            DisposeLate(answer.Late);
        }

        return null;
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
            if (tier.Queue is not null)
            {
                await tier.Queue.FlushAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            }

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

    /// <summary>Writes what is to be written behind, tells the bus, and disposes both and the stores of all tiers.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        foreach (TierState tier in _tiers)
        {
            await tier.DrainAsync().ConfigureAwait(false);
        }

        await LeaveAsync().ConfigureAwait(false);
        foreach (TierState tier in _tiers)
        {
            await tier.DisposeAsync().ConfigureAwait(false);
        }

        _subscriptions.ForEach(static s => s.Dispose());
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

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
