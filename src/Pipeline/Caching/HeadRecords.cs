using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// The record of all stored responses of a key. An unreadable one is an event and counts as absent.
internal sealed class HeadRecords(CacheParts parts)
{
    private readonly PartialBodies _partial = new(parts);

    public async ValueTask ReadAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        exchange.StoredAtWrites = parts.Locks.Writes(exchange.Key);
        exchange.StoredAtInvalidations = parts.Locks.Invalidations(exchange.Key);
        exchange.Record?.Dispose();
        exchange.Record = exchange.IsReadPastMemory
            ? await parts.Store.GetFromLastAsync(exchange.Key, cancellationToken).ConfigureAwait(false)
            : await parts.Store.GetAsync(exchange.Key, cancellationToken).ConfigureAwait(false);
        exchange.Stored = exchange.IsStreamed ? Recall(exchange.Key, exchange.Record) : Parse(exchange.Key, exchange.Record);
    }

    // The record of another key, for this exchange to read only.
    public async ValueTask<StoredHeads> ReadOtherAsync(Exchange exchange, string key, CancellationToken cancellationToken)
    {
        var record = await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is null)
        {
            return StoredHeads.Empty;
        }

        exchange.Record?.Dispose();
        exchange.Record = record;
        exchange.StoredAtWrites = -1;
        return Parse(key, record);
    }

    // Puts a response in front of the others, or in place of those that its request selects.
    public async ValueTask<bool> AddAsync(Exchange exchange, StoredHead head, CancellationToken cancellationToken)
    {
        using var held = await parts.Locks.EnterAsync(exchange.Key, cancellationToken).ConfigureAwait(false);
        using var changed = await RereadAsync(exchange, cancellationToken).ConfigureAwait(false);
        var heads = changed is null ? exchange.Stored : Parse(exchange.Key, changed);
        return !WasInvalidated(exchange.Key, exchange.StoredAtInvalidations)
            && await AddAsync(exchange.Key, heads, exchange.Request, head, exchange.Policy, held, cancellationToken).ConfigureAwait(false);
    }

    // For an exchange that may be gone: what it read is read again.
    public async ValueTask<bool> AddAsync(
        string key, RequestHead request, StoredHead head, CachePolicy policy, int invalidations, CancellationToken cancellationToken)
    {
        using var held = await parts.Locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using var record = await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        return !WasInvalidated(key, invalidations)
            && await AddAsync(key, Parse(key, record), request, head, policy, held, cancellationToken).ConfigureAwait(false);
    }

    private bool WasInvalidated(string key, int invalidations)
    {
        if (parts.Locks.Invalidations(key) == invalidations)
        {
            return false;
        }

        parts.Telemetry.NotStored(key, DoNotStoreReason.Invalidated);
        return true;
    }

    private async ValueTask<bool> AddAsync(
        string key,
        StoredHeads heads,
        RequestHead request,
        StoredHead head,
        CachePolicy policy,
        KeyLocks.Held held,
        CancellationToken cancellationToken)
    {
        head = head.Status == 206 ? await _partial.CombineAsync(heads, request, head, policy, cancellationToken).ConfigureAwait(false) : head;
        var next = heads.With(head, request, out var dropped);
        if (!await WriteAsync(key, next, held, cancellationToken).ConfigureAwait(false))
        {
            return false;
        }

        foreach (var old in dropped)
        {
            if (old.Body.Id != head.Body.Id)
            {
                await parts.Bodies.RemoveAsync(old.Body, cancellationToken).ConfigureAwait(false);
            }
        }

        await parts.Queries.NoteAsync(key, request.Uri, head, policy, cancellationToken).ConfigureAwait(false);
        return true;
    }

    // Rewrites heads that a response to HEAD is about, unless somebody else was faster.
    public async ValueTask UpdateAsync(Exchange exchange, IReadOnlyList<Freshened> updates, CancellationToken cancellationToken)
    {
        if (updates.Count == 0)
        {
            return;
        }

        using var held = await parts.Locks.EnterAsync(exchange.Key, cancellationToken).ConfigureAwait(false);
        if (parts.Locks.Writes(exchange.Key) == exchange.StoredAtWrites)
        {
            var heads = updates.Aggregate(exchange.Stored, static (heads, update) => heads.Replace(update.Old, update.New));
            await WriteAsync(exchange.Key, heads, held, cancellationToken).ConfigureAwait(false);
        }
    }

    // Rewrites freshened heads; their bodies stay as they are.
    public async ValueTask<bool> FreshenAsync(Exchange exchange, FresheningDecision.Freshen freshening, CancellationToken cancellationToken)
    {
        using var held = await parts.Locks.EnterAsync(exchange.Key, cancellationToken).ConfigureAwait(false);
        using var changed = await RereadAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (changed is not null)
        {
            var heads = Parse(exchange.Key, changed).With(freshening.Selected, exchange.Request, out _);
            return await WriteAsync(exchange.Key, heads, held, cancellationToken).ConfigureAwait(false);
        }

        var freshened = exchange.Stored;
        foreach (var update in freshening.Updates)
        {
            freshened = freshened.Replace(update.Old, update.New);
        }

        return await WriteAsync(exchange.Key, freshened, held, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask InvalidateAsync(string key, CancellationToken cancellationToken)
    {
        parts.Locks.Invalidated(key);
        parts.Flights.Forget(key);
        using var held = await parts.Locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using var record = await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is not null && await parts.Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false))
        {
            held.Wrote();
            parts.Telemetry.Invalidated(key);
            foreach (var head in Parse(key, record))
            {
                await parts.Bodies.RemoveAsync(head.Body, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    public async ValueTask RemoveAsync(string key, Func<StoredHead, bool> which, CancellationToken cancellationToken) =>
        await ChangeAsync(key, head => which(head) ? null : head, cancellationToken).ConfigureAwait(false);

    // Changes the stored responses of a key; one of which nothing is left is removed.
    public async ValueTask<int> ChangeAsync(string key, Func<StoredHead, StoredHead?> change, CancellationToken cancellationToken)
    {
        using var held = await parts.Locks.EnterAsync(key, cancellationToken).ConfigureAwait(false);
        using var record = await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false);
        var heads = Parse(key, record);
        var (next, changes) = (heads, 0);
        List<StoredHead> gone = [];
        foreach (var head in heads)
        {
            var changed = change(head);
            if (changed is null)
            {
                gone.Add(head);
                next = next.Without(head);
            }
            else if (!ReferenceEquals(changed, head))
            {
                changes++;
                next = next.Replace(head, changed);
            }
        }

        if (next.Count == 0 && gone.Count > 0)
        {
            await parts.Store.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            held.Wrote();
        }
        else if (changes + gone.Count > 0)
        {
            await WriteAsync(key, next, held, cancellationToken).ConfigureAwait(false);
        }

        foreach (var head in gone)
        {
            await parts.Bodies.RemoveAsync(head.Body, cancellationToken).ConfigureAwait(false);
        }

        return changes + gone.Count;
    }

    // Null when nobody wrote since the exchange read.
    private ValueTask<StoreRecord?> RereadAsync(Exchange exchange, CancellationToken cancellationToken) =>
        parts.Locks.Writes(exchange.Key) == exchange.StoredAtWrites ? default : RereadAsync(exchange.Key, cancellationToken);

    private async ValueTask<StoreRecord?> RereadAsync(string key, CancellationToken cancellationToken) =>
        await parts.Store.GetAsync(key, cancellationToken).ConfigureAwait(false) ?? new StoreRecord(default);

    private async ValueTask<bool> WriteAsync(string key, StoredHeads heads, KeyLocks.Held held, CancellationToken cancellationToken)
    {
        var written = await parts.Store.SetAsync(key, heads.ToArray(), cancellationToken).ConfigureAwait(false);
        held.Wrote();
        return written;
    }

    private StoredHeads Recall(string key, StoreRecord? record)
    {
        if (record is null)
        {
            return StoredHeads.Empty;
        }

        if (!parts.Memo.TryGet(record, out var heads))
        {
            heads = Parse(key, record);
            parts.Memo.Set(record, heads);
        }

        return heads;
    }

    private StoredHeads Parse(string key, StoreRecord? record)
    {
        if (record is null || record.Value.IsEmpty)
        {
            return StoredHeads.Empty;
        }

        if (!StoredHeads.TryRead(record.Value, out var heads, out var fault))
        {
            parts.Telemetry.Corrupt(key, record.Tier, fault.ToString());
        }

        return heads;
    }
}
