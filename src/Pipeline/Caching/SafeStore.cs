using Freshet.Events;
using Freshet.Storage;

namespace Freshet.Caching;

// The store as the cache sees it: a fault of the medium is an event and an absent record, never an exception.
internal sealed class SafeStore(ICacheStore store, CacheTelemetry telemetry)
{
    // For who wants to know of faults.
    public ICacheStore Inner => store;

    // A store that answers at once costs no state machine.
    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var read = store.GetAsync(key, cancellationToken);
            return read.IsCompletedSuccessfully ? read : AfterAsync(read, key, cancellationToken);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "read", error);
            return default;
        }
    }

    private async ValueTask<StoreRecord?> AfterAsync(ValueTask<StoreRecord?> read, string key, CancellationToken cancellationToken)
    {
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "read", error);
            return null;
        }
    }

    // What all machines see, where the store has tiers of which some are this machine's own.
    public async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken)
    {
        if (store is not ITieredReads tiers)
        {
            return await GetAsync(key, cancellationToken).ConfigureAwait(false);
        }

        try
        {
            return await tiers.GetFromLastAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "read", error);
            return null;
        }
    }

    public ValueTask<bool> SetAsync(string key, ReadOnlyMemory<byte> value, CancellationToken cancellationToken) =>
        SetAsync(key, value, null, cancellationToken);

    public async ValueTask<bool> SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        try
        {
            await store.SetAsync(key, value, expires, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "write", error);
            return false;
        }
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return await store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed(key, Name, "remove", error);
            return false;
        }
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (store is IFlushable flushable)
            {
                await flushable.FlushAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (IsFault(error, cancellationToken))
        {
            telemetry.TierFailed("", Name, "flush", error);
        }
    }

    private string Name => store.GetType().Name;

    private static bool IsFault(Exception error, CancellationToken cancellationToken) =>
        error is not OperationCanceledException || !cancellationToken.IsCancellationRequested;
}
