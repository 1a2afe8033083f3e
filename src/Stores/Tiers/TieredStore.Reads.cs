using Freshet.Storage;

namespace Freshet.Stores;

public sealed partial class TieredStore
{
    private async ValueTask<StoreRecord?> GetAfterAsync(
        ValueTask<StoreRecord?> read, string key, int stamp, CancellationToken cancellationToken)
    {
        TierState first = _tiers[0];
        try
        {
            StoreRecord? record = await read.ConfigureAwait(false);
            first.Succeeded();
            if (record is not null)
            {
                return record.WithTier(first.Name);
            }
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            first.Fail("get", e);
        }

        return await GetFromAsync(1, key, stamp, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StoreRecord?> GetFromAsync(int from, string key, int stamp, CancellationToken cancellationToken)
    {
        for (int i = from; i < _tiers.Length; i++)
        {
            TierAnswer<StoreRecord?> answer = await ReadAsync(_tiers[i], key, cancellationToken).ConfigureAwait(false);
            if (answer.Result is { } record)
            {
                await PromoteAsync(i, key, record, stamp, cancellationToken).ConfigureAwait(false);
                return record.WithTier(_tiers[i].Name);
            }

            if (answer.Late is { } late)
            {
                _ = PromoteLateAsync(i, key, late, stamp);
            }
        }

        return null;
    }

    private static async ValueTask<TierAnswer<StoreRecord?>> ReadAsync(TierState tier, string key, CancellationToken cancellationToken)
    {
        if (tier.Queue is { } queue && queue.TryGet(key, out StoreRecord? waiting))
        {
            return new(true, waiting);
        }

        return tier.MayBeStale(key) && !await tier.TryCatchUpAsync(key, cancellationToken).ConfigureAwait(false)
            ? default
            : await tier.TryAsync("get", key, static (s, k, c) => s.GetAsync(k, c), cancellationToken).ConfigureAwait(false);
    }

    private async Task PromoteLateAsync(int from, string key, Task<StoreRecord?> late, int stamp)
    {
        try
        {
            using StoreRecord? record = await late.ConfigureAwait(false);
            if (record is not null && _disposed == 0)
            {
                await PromoteAsync(from, key, record, stamp, CancellationToken.None).ConfigureAwait(false);
            }
        }
        catch (Exception)
        {
            // The reader has gone on without it, and the tier's failure is counted.
        }
    }

    private static void DisposeLate(Task<StoreRecord?>? late) => late?.ContinueWith(
        static t => (t.IsCompletedSuccessfully ? t.Result : null)?.Dispose(),
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private async ValueTask PromoteAsync(int from, string key, StoreRecord record, int stamp, CancellationToken cancellationToken)
    {
        for (int faster = from - 1; faster >= 0; faster--)
        {
            await PromoteAsync(_tiers[from], _tiers[faster], key, record, stamp, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Copies a record up, unless the key has changed since it was read.</summary>
    private async ValueTask PromoteAsync(
        TierState from, TierState to, string key, StoreRecord record, int stamp, CancellationToken cancellationToken)
    {
        if (_stamps.Of(key) != stamp || !to.Takes(record.Value) || to.MayBeStale(key))
        {
            return;
        }

        TierAnswer<bool> answer = await to.TryAsync("promote", (key, record, expires: to.Expiry(record.Expires)), static async (s, a, c) =>
        {
            await s.SetAsync(a.key, a.record.Value, a.expires, c).ConfigureAwait(false);
            return true;
        }, cancellationToken, key).ConfigureAwait(false);
        if (!answer.Done)
        {
            return;
        }

        _observers.Promoted(key, from.Name, to.Name);
        if (_stamps.Of(key) != stamp)
        {
            // A writer came between: what was copied may be older than what it wrote.
            await to.RemoveAsync(key, CancellationToken.None).ConfigureAwait(false);
        }
    }
}
