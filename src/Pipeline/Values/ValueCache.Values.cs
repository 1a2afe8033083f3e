using Freshet.Events;

namespace Freshet.Values;

// Single values: get, set, add, remove and the like.
public sealed partial class ValueCache
{
    /// <summary>Gives what there is for a key that is fresh, from memory or the store.</summary>
    public async ValueTask<Cached<T>> GetAsync<T>(string key, CancellationToken cancellationToken = default)
    {
        var plan = _core.DefaultPlan;
        ObjectDisposedException.ThrowIf(_core.IsClosed, this);
        if (_core.IsOff(plan))
        {
            _core.Conclude(key, CacheOutcome.Bypass, "Disabled");
            return default;
        }

        var (found, entry) = await _core.FindAsync(key, plan, cancellationToken).ConfigureAwait(false);
        if (found == Found.Fresh && entry!.Value is not KeptFailure && _core.TryUse<T>(key, entry, plan, out _))
        {
            return _core.CachedOf<T>(entry, isStale: false);
        }

        var loaded = await _core.LoadAsync<T>(key, plan, _core.Store.NewBudget(), cancellationToken).ConfigureAwait(false);
        var isHit = loaded.Found == Found.Fresh;
        _core.Conclude(key, isHit ? CacheOutcome.Hit : CacheOutcome.Miss, isHit ? null : nameof(Rules.MissReason.NoStoredResponse), loaded.Tier);
        return isHit
            ? new Cached<T>(true, loaded.Value, new DateTimeOffset(loaded.Entry!.Created, TimeSpan.Zero), ValueStore.Time(loaded.Entry.FreshUntil))
            : default;
    }

    /// <summary>Stores a value, in place of an earlier one.</summary>
    /// <exception cref="Storage.StoreException">The store did not take it; memory did. <see cref="ValueCacheOptions.Faults"/> may hide that.</exception>
    public ValueTask SetAsync<T>(string key, T value, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        _core.SetAsync(NotNull(key), value, _core.PlanOf(options), cancellationToken);

    /// <summary>Stores a value if there is no fresh one; of callers at the same time in this process one succeeds.</summary>
    /// <returns>Whether it was stored.</returns>
    public ValueTask<bool> AddAsync<T>(string key, T value, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        _core.AddAsync(NotNull(key), value, _core.PlanOf(options), cancellationToken);

    /// <summary>Removes the value of a key; one that is being made meanwhile is not stored.</summary>
    /// <returns>Whether there was a fresh one.</returns>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _core.RemoveAsync(NotNull(key), cancellationToken);

    /// <summary>Whether there is a fresh value, without reading it.</summary>
    public ValueTask<bool> HasAsync(string key, CancellationToken cancellationToken = default) =>
        _core.IsOff(_core.DefaultPlan) ? new(false) : _core.HasAsync(NotNull(key), cancellationToken);

    /// <summary>Gives a fresh value its lifetime anew.</summary>
    /// <param name="key">The key.</param>
    /// <param name="options">Of which the lifetimes count; the cache's defaults when null.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether there was one.</returns>
    public ValueTask<bool> TouchAsync(string key, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        _core.TouchAsync(NotNull(key), _core.PlanOf(options), cancellationToken);

    /// <summary>Adds to a number, atomically within this process; a missing one starts at 0, and one that is there keeps its lifetime.</summary>
    /// <remarks>Processes that share a store may overwrite each other's sums.</remarks>
    /// <returns>The sum.</returns>
    /// <exception cref="InvalidOperationException">The value is not an integer.</exception>
    /// <exception cref="OverflowException">The sum is no <see cref="long"/>.</exception>
    public ValueTask<long> IncrementAsync(string key, long by = 1, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        _core.IncrementAsync(NotNull(key), by, _core.PlanOf(options), cancellationToken);

    /// <summary>Takes from a number, as <see cref="IncrementAsync"/> adds to it.</summary>
    public ValueTask<long> DecrementAsync(string key, long by = 1, ValueOptions? options = null, CancellationToken cancellationToken = default) =>
        _core.IncrementAsync(NotNull(key), checked(-by), _core.PlanOf(options), cancellationToken);
}
