using Freshet.Events;
using Freshet.Storage;

namespace Freshet.Values;

// The store as the cache of values sees it: bounded in time, and a fault is an event, an exception only where that is asked for.
internal sealed class ValueStore(ICacheStore store, CacheTelemetry telemetry, StoreFaults faults, TimeSpan? deadline, TimeProvider time)
{
    public ICacheStore Inner => store;

    /// <summary>Nothing is kept beyond this process.</summary>
    public bool IsLocal { get; } = store is NullStore;

    public string Name { get; } = store.GetType().Name;

    public StoreBudget NewBudget() => new(deadline, time);

    public async ValueTask<StoreRecord?> ReadAsync(string key, StoreBudget budget, CancellationToken cancellationToken)
    {
        if (budget.IsSpent)
        {
            return null;
        }

        try
        {
            var pending = store.GetAsync(key, cancellationToken);
            if (budget.IsUnlimited || pending.IsCompleted)
            {
                return await pending.ConfigureAwait(false);
            }

            var work = pending.AsTask();
            if (await budget.WaitAsync(work, cancellationToken).ConfigureAwait(false))
            {
                return await work.ConfigureAwait(false);
            }

            Abandon(work);
            throw Late();
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "read", error);
            return faults == StoreFaults.Raise ? throw AsStoreException(error) : null;
        }
    }

    public ValueTask WriteAsync(
        string key, ReadOnlyMemory<byte> value, long expires, bool isChange, StoreBudget budget, CancellationToken cancellationToken) =>
        ChangeAsync(
            "write",
            key,
            isChange,
            budget,
            // What is abandoned when the time is up goes on reading the bytes.
            ct => store.SetAsync(key, budget.IsUnlimited ? value : value.ToArray(), Time(expires), ct),
            cancellationToken);

    public async ValueTask<bool> RemoveAsync(string key, bool isChange, StoreBudget budget, CancellationToken cancellationToken)
    {
        var removed = false;
        await ChangeAsync(
            "remove", key, isChange, budget, async ct => removed = await store.RemoveAsync(key, ct).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        long removed = 0;
        await ChangeAsync(
            "clear", prefix, true, NewBudget(), async ct => removed = await store.ClearAsync(prefix, ct).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        return removed;
    }

    public ValueTask ChangeAsync(
        string operation, string key, bool isChange, StoreBudget budget, Func<CancellationToken, ValueTask> change, CancellationToken cancellationToken)
    {
        return IsLocal ? default : GuardedAsync();

        async ValueTask GuardedAsync()
        {
            try
            {
                if (budget.IsSpent)
                {
                    throw Late();
                }

                var pending = change(cancellationToken);
                if (budget.IsUnlimited || pending.IsCompleted)
                {
                    await pending.ConfigureAwait(false);
                    return;
                }

                var work = pending.AsTask();
                if (!await budget.WaitAsync(work, cancellationToken).ConfigureAwait(false))
                {
                    Abandon(work);
                    throw Late();
                }
            }
            catch (Exception error) when (IsFault(error, cancellationToken))
            {
                telemetry.TierFailed(key, Name, operation, error);
                if (faults == StoreFaults.Raise || (isChange && faults == StoreFaults.RaiseOnChange))
                {
                    throw AsStoreException(error);
                }
            }
        }
    }

    public static DateTimeOffset? Time(long ticks) => ticks == ValueEntry.Never ? null : new DateTimeOffset(ticks, TimeSpan.Zero);

    private StoreException AsStoreException(Exception error) => error as StoreException ?? new StoreException($"{Name} failed: {error.Message}", error);

    private static TimeoutException Late() => new("The work of the cache took longer than its deadline; the call goes on without the store.");

    // What comes too late is let go of; nobody looks at what became of it.
    private static void Abandon(Task work) => work.ContinueWith(
        static done => _ = done.IsCompletedSuccessfully ? Dispose(done) : (object?)done.Exception,
        CancellationToken.None,
        TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    private static object? Dispose(Task done)
    {
        (done as Task<StoreRecord?>)?.Result?.Dispose();
        return null;
    }

    private static bool IsFault(Exception error, CancellationToken cancellationToken) =>
        error is not OperationCanceledException || !cancellationToken.IsCancellationRequested;
}
