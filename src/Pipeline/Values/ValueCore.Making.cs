using Freshet.Events;

namespace Freshet.Values;

// The flight that makes a value, and the wait for it.
internal sealed partial class ValueCore
{
    private async Task FlyAsync<TState, T>(Flight<T> flight, TState state, Factory<TState, T> factory, ValuePlan plan, long newerThan)
    {
        try
        {
            flight.Land(await MakeAsync(flight, state, factory, plan, newerThan).ConfigureAwait(false));
        }
        catch (Exception error)
        {
            if (StandIn(flight, plan, error, "FactoryFailed") is { } made)
            {
                Telemetry.RefreshFailed(flight.Key, error);
                flight.Land(made);
            }
            else
            {
                KeepFailure(flight, plan, error);
                flight.Fail(error);
            }
        }
        finally
        {
            Flights.Remove(flight);
        }
    }

    private async ValueTask<Made<T>> MakeAsync<TState, T>(
        Flight<T> flight, TState state, Factory<TState, T> factory, ValuePlan plan, long newerThan)
    {
        var (key, budget, stopped) = (flight.Key, Store.NewBudget(), flight.Stopped);

        // Whoever made it between this caller's look and its flight.
        if (Table?.Find(key) is { Value: not KeptFailure } landed && landed.Created > newerThan && plan.Places.HasFlag(ValuePlaces.Memory)
            && Examine(landed, plan.Version, Now) == Found.Fresh && TryValue<T>(landed, out var there))
        {
            return new Made<T>(there, CacheOutcome.Hit, landed.StaleReason, MemoryTier, landed);
        }

        if (await LoadNewerAsync(flight, plan, newerThan, budget, stopped).ConfigureAwait(false) is { } stored)
        {
            return stored;
        }

        var turn = await TakeTurnAsync(flight, plan, newerThan, budget).ConfigureAwait(false);
        await using var _ = turn.ConfigureAwait(false);
        if (turn.Made is { } elsewhere)
        {
            return elsewhere;
        }

        var (created, context) = (Tags.Mark(), new FactoryContext(this, key, flight.Stale));
        var value = await factory(state, context, stopped).ConfigureAwait(false);
        var entry = await KeepMadeAsync(flight, value, created, context, plan, budget).ConfigureAwait(false);
        return flight.Stale is null
            ? new Made<T>(value, CacheOutcome.Miss, nameof(Rules.MissReason.NoStoredResponse), null, entry)
            : new Made<T>(value, CacheOutcome.Replaced, nameof(Rules.StaleReason.Expired), null, entry);
    }

    private async ValueTask<Made<T>?> LoadNewerAsync<T>(
        Flight<T> flight, ValuePlan plan, long newerThan, StoreBudget budget, CancellationToken cancellationToken)
    {
        var loaded = await LoadAsync<T>(flight.Key, plan, budget, cancellationToken).ConfigureAwait(false);
        if (loaded.Found == Found.Fresh && loaded.Entry!.Created > newerThan)
        {
            return new Made<T>(loaded.Value!, CacheOutcome.Hit, null, loaded.Tier, loaded.Entry);
        }

        if (loaded.Found == Found.Stale && !(flight.Stale?.Created >= loaded.Entry!.Created))
        {
            flight.Stale = loaded.Entry;
        }

        return null;
    }

    private async ValueTask<ValueEntry?> KeepMadeAsync<T>(
        Flight<T> flight, T value, long created, FactoryContext context, ValuePlan plan, StoreBudget budget)
    {
        if (!context.IsStored)
        {
            return null;
        }

        var times = plan.TimesAt(Now, context.Lifetime ?? LifetimeOf(value, plan), context.ExpiresAt);
        using var held = await Gates.EnterAsync(flight.Key, flight.Stopped).ConfigureAwait(false);
        if (flight.IsSuperseded)
        {
            return null;
        }

        if (times is null)
        {
            await RemoveAsync(flight.Key, isChange: false, budget, flight.Stopped).ConfigureAwait(false);
            return null;
        }

        var item = new NewValue<T>(flight.Key, value, created, plan, times.Value, context.Tags ?? plan.Tags, context.Size ?? plan.Size);
        return await KeepAsync(item, isChange: false, budget, flight.Stopped).ConfigureAwait(false);
    }

    private static TimeSpan? LifetimeOf<T>(T value, ValuePlan plan) =>
        value is null ? plan.Results.Null : plan.Results.Empty is { } lifetime && Lifetimes.IsEmpty(value) ? lifetime : null;

    // A stale value in place of a factory that failed or is slow; after a failure it stands in for a time without another try.
    private Made<T>? StandIn<T>(Flight<T> flight, ValuePlan plan, Exception? error, string reason)
    {
        var now = Now;
        if (plan.Resilience.StaleFor <= TimeSpan.Zero || flight.Stopped.IsCancellationRequested || flight.Stale is not { } stale
            || PurgedOf(stale, now) == true || now >= Math.Max(stale.KeptUntil, stale.FreshUntil) || !TryValue<T>(stale, out var value))
        {
            return null;
        }

        if (error is not null && !flight.IsSuperseded && now >= stale.FreshUntil)
        {
            var until = Math.Min(ValuePlan.Add(now, plan.Resilience.RetryAfter.Ticks), stale.KeptUntil);
            Table?.Set(
                new ValueEntry(flight.Key, stale.Value)
                {
                    Created = stale.Created,
                    FreshUntil = until,
                    KeptUntil = stale.KeptUntil,
                    StaleReason = reason,
                    Tags = stale.Tags,
                    Stamps = stale.Stamps,
                    Version = stale.Version,
                    Priority = stale.Priority,
                    Size = stale.Size,
                },
                now);
        }

        return new Made<T>(value, CacheOutcome.StaleHit, reason, MemoryTier, stale, error);
    }

    private void KeepFailure<T>(Flight<T> flight, ValuePlan plan, Exception error)
    {
        if (flight.IsSuperseded || flight.Stopped.IsCancellationRequested || plan.Results.Failure?.Invoke(error) is not { } lifetime
            || plan.TimesAt(Now, lifetime) is not { } times)
        {
            return;
        }

        Table?.Set(NewEntry(flight.Key, new KeptFailure(error), Tags.Mark(), times with { KeptUntil = times.FreshUntil }, plan.Tags, plan.Version, plan.Priority, 1, Now), Now);
    }

    private async ValueTask<T> LandAsync<T>(Flight<T> flight, bool isLeader, ValuePlan plan, CancellationToken cancellationToken)
    {
        Made<T> made;
        try
        {
            made = await WaitAsync(flight, plan, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            if (error is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                flight.Leave();
            }

            Conclude(flight.Key, CacheOutcome.Failed, null, null, error);
            throw;
        }

        if (isLeader)
        {
            Conclude(flight.Key, made.Outcome, made.Reason, made.Tier, made.Error);
            return made.Value;
        }

        var outcome = made.Outcome is CacheOutcome.Miss or CacheOutcome.Replaced ? CacheOutcome.Hit : made.Outcome;
        Conclude(flight.Key, outcome, "Collapsed", made.Tier, made.Error);
        return made.Entry is { Value: CopiedValue } copied && TryValue<T>(copied, out var own) ? own : made.Value;
    }

    private async ValueTask<Made<T>> WaitAsync<T>(Flight<T> flight, ValuePlan plan, CancellationToken cancellationToken)
    {
        var (resilience, waited) = (plan.Resilience, TimeSpan.Zero);
        if (resilience.SoftTimeout is { } soft && resilience.StaleFor > TimeSpan.Zero)
        {
            if (!await HasLandedAsync(flight, soft, cancellationToken).ConfigureAwait(false) && StandIn(flight, plan, null, "SoftTimeout") is { } stale)
            {
                return stale;
            }

            waited = soft;
        }

        if (resilience.HardTimeout is { } hard && !await HasLandedAsync(flight, hard - waited, cancellationToken).ConfigureAwait(false))
        {
            var stale = StandIn(flight, plan, null, "HardTimeout");
            if (!resilience.CompletesInBackground)
            {
                flight.Leave();
            }

            return stale ?? throw new TimeoutException($"The value of '{flight.Key}' was not made within {hard}.");
        }

        return await flight.Landed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> HasLandedAsync<T>(Flight<T> flight, TimeSpan limit, CancellationToken cancellationToken)
    {
        try
        {
            await flight.Landed.WaitAsync(limit, Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException) when (!flight.Landed.IsCompleted)
        {
            return false;
        }
    }
}
