using Freshet.Events;

namespace Freshet.Values;

// A lookup beyond the plain hit: sliding, refreshing, stale values, failures, and the flight that makes the value.
internal sealed partial class ValueCore
{
    private int _refreshes;

    public async ValueTask<T> LookupAsync<TState, T>(
        string key, TState state, Factory<TState, T> factory, ValuePlan plan, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ValueCache));
        cancellationToken.ThrowIfCancellationRequested();
        if (IsOff(plan))
        {
            return await BypassAsync(key, state, factory, cancellationToken).ConfigureAwait(false);
        }

        var (found, entry) = await FindAsync(key, plan, cancellationToken).ConfigureAwait(false);
        if (found == Found.Fresh && TryUse<T>(key, entry!, plan, out var value))
        {
            if (Now >= entry!.RefreshAt && plan.Resilience.RefreshAt is not null)
            {
                Refresh(key, entry, state, factory, plan);
            }

            return value;
        }

        var flight = Flights.Join<T>(key, plan.Version, out var isLeader);
        if (isLeader)
        {
            flight.Stale = found == Found.Stale ? entry : null;
            // A factory that blocks must not hold a caller who waits for a limited time.
            _ = plan.Resilience is { SoftTimeout: null, HardTimeout: null }
                ? FlyAsync(flight, state, factory, plan, newerThan: 0)
                : Task.Run(() => FlyAsync(flight, state, factory, plan, newerThan: 0), CancellationToken.None);
        }

        return await LandAsync(flight, isLeader, plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes a value anew unless there is one that was begun after a mark; what is being made already is older than that.</summary>
    public async ValueTask<T> RemakeAsync<TState, T>(
        string key, TState state, Factory<TState, T> factory, ValuePlan plan, long newerThan, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(IsClosed, typeof(ValueCache));
        if (IsOff(plan))
        {
            return await BypassAsync(key, state, factory, cancellationToken).ConfigureAwait(false);
        }

        var (found, entry) = await FindAsync(key, plan, cancellationToken).ConfigureAwait(false);
        var flight = Flights.Join<T>(key, plan.Version, out var isLeader, newerThan);
        if (isLeader)
        {
            flight.Stale = found != Found.Miss ? entry : null;
            _ = FlyAsync(flight, state, factory, plan, newerThan);
        }

        return await LandAsync(flight, isLeader, plan, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>What memory has, its tags looked up.</summary>
    public async ValueTask<(Found Found, ValueEntry? Entry)> FindAsync(string key, ValuePlan plan, CancellationToken cancellationToken)
    {
        if (!plan.Places.HasFlag(ValuePlaces.Memory) || Table?.Find(key) is not { } entry)
        {
            return default;
        }

        var found = Examine(entry, plan.Version, Now);
        if (found == Found.Unknown)
        {
            found = await IsPurgedAsync(entry.Tags, entry.Created, Store.NewBudget(), cancellationToken).ConfigureAwait(false) ? Drop(entry)
                : Now < entry.FreshUntil ? Found.Fresh
                : Found.Stale;
        }

        return (found, entry);
    }

    /// <summary>Uses a fresh entry as a hit; false when its value is of another type. A failure that is kept is thrown.</summary>
    public bool TryUse<T>(string key, ValueEntry entry, ValuePlan plan, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out T value)
    {
        if (entry.Value is KeptFailure failure)
        {
            Conclude(key, CacheOutcome.Failed, "CachedFailure", MemoryTier, failure.Error);
            failure.Throw();
        }

        if (!TryValue(entry, out value))
        {
            return false;
        }

        entry.Use();
        Slide(key, entry, plan);
        Conclude(key, entry.StaleReason is null ? CacheOutcome.Hit : CacheOutcome.StaleHit, entry.StaleReason, MemoryTier);
        return true;
    }

    /// <summary>Ends a lookup: one count and one event for each.</summary>
    public void Conclude(string key, CacheOutcome outcome, string? reason = null, string? tier = null, Exception? error = null)
    {
        var counter = outcome switch
        {
            CacheOutcome.Hit => Counters.Hits,
            CacheOutcome.StaleHit => Counters.StaleHits,
            CacheOutcome.Failed => Counters.Failures,
            CacheOutcome.Bypass => null,
            _ => Counters.Misses,
        };
        counter?.Increment();
        if (Telemetry.IsWatchingValues)
        {
            Telemetry.Value(Options.Name, key, outcome, reason, tier, error);
        }
    }

    private async ValueTask<T> BypassAsync<TState, T>(string key, TState state, Factory<TState, T> factory, CancellationToken cancellationToken)
    {
        var made = await factory(state, new FactoryContext(this, key), cancellationToken).ConfigureAwait(false);
        Conclude(key, CacheOutcome.Bypass, "Disabled");
        return made;
    }

    // A use prolongs the entry at once, and its record once half of the time that it has there is over.
    private void Slide(string key, ValueEntry entry, ValuePlan plan)
    {
        if (entry.Sliding == 0 || entry.StaleReason is not null)
        {
            return;
        }

        var until = Math.Min(ValuePlan.Add(Now, entry.Sliding), entry.SlidesUntil);
        entry.FreshUntil = until;
        if (!Store.IsLocal && plan.Places.HasFlag(ValuePlaces.Store) && until - entry.StoredUntil > entry.Sliding / 2)
        {
            entry.StoredUntil = until;
            _ = ProlongAsync(key, r => (until, Math.Max(until, r.KeptUntil), r.Sliding, r.SlidesUntil), isChange: false, CancellationToken.None).AsTask();
        }
    }

    private void Refresh<TState, T>(string key, ValueEntry entry, TState state, Factory<TState, T> factory, ValuePlan plan)
    {
        if (Flights.Has(key))
        {
            return;
        }

        if (Interlocked.Increment(ref _refreshes) > Options.MaxRefreshes)
        {
            Interlocked.Decrement(ref _refreshes);
            return;
        }

        var flight = Flights.Join<T>(key, plan.Version, out var isLeader);
        if (!isLeader)
        {
            flight.Leave();
            Interlocked.Decrement(ref _refreshes);
            return;
        }

        flight.Stale = entry;
        _ = Task.Run(async () =>
        {
            await FlyAsync(flight, state, factory, plan, entry.Created).ConfigureAwait(false);
            Interlocked.Decrement(ref _refreshes);
        });
    }
}
