using System.Collections.Concurrent;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A tier with its breaker and the keys whose change it missed while it failed.</summary>
internal sealed class TierState(StoreTier tier, TieredStoreOptions options, StoreObservers observers)
{
    private const int MostMissed = 100_000;

    private readonly TierBreaker _breaker = new(options.FailuresBeforeSkipping, options.RetryAfter, options.TimeProvider);
    private readonly ConcurrentDictionary<string, byte> _missed = new(StringComparer.Ordinal);
    private bool _missedAll;

    public string Name => tier.Name;

    public ICacheStore Store => tier.Store;

    /// <summary>Whether the tier may hold a record of the key that has since been changed elsewhere.</summary>
    public bool MayBeStale(string key) => Volatile.Read(ref _missedAll) || (!_missed.IsEmpty && _missed.ContainsKey(key));

    public bool Allows() => _breaker.Allows();

    public void Succeeded() => _breaker.Succeeded();

    /// <summary>Runs an operation; false when the tier is left alone or fails.</summary>
    public async ValueTask<(bool Done, T Result)> TryAsync<T>(
        string operation, Func<ICacheStore, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken)
    {
        if (!_breaker.Allows())
        {
            return default;
        }

        try
        {
            T result = await run(Store, cancellationToken).ConfigureAwait(false);
            _breaker.Succeeded();
            return (true, result);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(operation, e);
            return default;
        }
    }

    public void Fail(string operation, Exception error)
    {
        _breaker.Failed();
        observers.TierFailed(Name, operation, error);
    }

    /// <summary>Takes note that the tier did not hear of a change.</summary>
    public void Missed(string key)
    {
        if (_missed.Count >= MostMissed)
        {
            MissedAll();
        }
        else
        {
            _missed[key] = 0;
        }
    }

    public void MissedAll()
    {
        Volatile.Write(ref _missedAll, true);
        _missed.Clear();
    }

    /// <summary>Takes note that the tier holds the newest of a key again.</summary>
    public void CaughtUp(string key)
    {
        if (!_missed.IsEmpty)
        {
            _missed.TryRemove(key, out _);
        }
    }

    /// <summary>Takes from the tier what it should have lost; false when it still fails.</summary>
    public async ValueTask<bool> TryCatchUpAsync(string key, CancellationToken cancellationToken)
    {
        bool all = Volatile.Read(ref _missedAll);
        (bool done, _) = all
            ? await TryAsync("clear", static (s, c) => s.ClearAsync("", c), cancellationToken).ConfigureAwait(false)
            : await TryAsync("remove", async (s, c) => await s.RemoveAsync(key, c).ConfigureAwait(false) ? 1L : 0L, cancellationToken)
                .ConfigureAwait(false);
        if (!done)
        {
            return false;
        }

        if (all)
        {
            Volatile.Write(ref _missedAll, false);
        }

        CaughtUp(key);
        return true;
    }
}
