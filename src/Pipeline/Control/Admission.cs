using Freshet.Caching;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

// What may come in, and what may still be used: the filters and the purged tags.
internal sealed class Admission(TagStamps tags)
{
    // Soft purges of a tag have a stamp of their own.
    private const string Soft = "soft:";

    public static bool IsNeeded(Exchange exchange)
    {
        if (exchange.Control!.Filter is { HasResponses: true } && exchange.Stored.Count > 0)
        {
            return true;
        }

        for (var i = 0; i < exchange.Stored.Count; i++)
        {
            if (exchange.Stored[i].Facts.Has(ResponseFlags.Noted))
            {
                return true;
            }
        }

        return false;
    }

    public static async ValueTask<StorabilityDecision> DecideAsync(Exchange exchange, ResponseHead response, CancellationToken cancellationToken)
    {
        var decision = Storability.Decide(exchange.Request, response, exchange.Policy);
        return decision is StorabilityDecision.Store && exchange.Control!.Filter is { HasResponses: true } filter
            && !await filter.AcceptsAsync(exchange.Request, response, cancellationToken).ConfigureAwait(false)
                ? new StorabilityDecision.DoNotStore(DoNotStoreReason.Excluded)
                : decision;
    }

    public ValueTask PurgeAsync(string tag, PurgeMode mode, CancellationToken cancellationToken) =>
        tags.PurgeAsync(mode == PurgeMode.Soft ? Soft + tag : tag, cancellationToken);

    public async ValueTask RunAsync(Exchange exchange, HeadRecords records, CancellationToken cancellationToken)
    {
        List<byte[]>? rejected = null;
        foreach (var head in exchange.Stored)
        {
            if (exchange.Control!.Filter is { HasResponses: true } filter
                && !await filter.AcceptsAsync(exchange.Request, head.ToResponse(), cancellationToken).ConfigureAwait(false))
            {
                exchange.Stored = exchange.Stored.Without(head);
                (rejected ??= []).Add(head.Encoded.ToArray());
            }
            else if (head.Facts.Has(ResponseFlags.Noted))
            {
                exchange.Stored = await WithoutPurgedAsync(exchange.Stored, head, cancellationToken).ConfigureAwait(false);
            }
        }

        if (rejected is not null && !exchange.Policy.ReadOnly)
        {
            await records.ChangeAsync(
                exchange.Key, head => rejected.Any(gone => head.Encoded.Span.SequenceEqual(gone)) ? null : head, cancellationToken).ConfigureAwait(false);
            exchange.StoredAtWrites = -1;
        }
    }

    // A sliding lifetime begins anew at each use; that is written down when a tenth of it has passed since the last time.
    public async ValueTask UsedAsync(Exchange exchange, StoredHead head, HeadRecords records, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var note = head.NoteOrEmpty();
        var since = note.UsedAt ?? head.Facts.ResponseTime;
        if (exchange.Policy.ReadOnly || Overrides.LifetimeOf(note, exchange.Policy) is not Lifetime.Relative lifetime || now - since < lifetime.Value / 10)
        {
            return;
        }

        var used = head.Noted(note with { UsedAt = now });
        var body = head.Encoded.ToArray();
        await records.ChangeAsync(
            exchange.Key, stored => stored.Encoded.Span.SequenceEqual(body) ? used : stored, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<StoredHeads> WithoutPurgedAsync(StoredHeads heads, StoredHead head, CancellationToken cancellationToken)
    {
        if (StoredNote.Of(head.Fields) is not { Tags.Count: > 0 } note)
        {
            return heads;
        }

        var made = head.Facts.RequestTime;
        return await tags.IsPurgedAsync(note.Tags, made, cancellationToken).ConfigureAwait(false) ? heads.Without(head)
            : note.PurgedAt is null && await tags.IsPurgedAsync([.. note.Tags.Select(tag => Soft + tag)], made, cancellationToken).ConfigureAwait(false)
                ? heads.Replace(head, head.Noted(note with { PurgedAt = made }))
            : heads;
    }
}
