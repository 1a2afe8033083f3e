using Freshet.Caching;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Control;

// What may come in, and what may still be used: the filters and the purged tags.
internal sealed class Admission
{
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

    public async ValueTask RunAsync(Exchange exchange, HeadRecords records, CancellationToken cancellationToken)
    {
        List<BodyId>? rejected = null;
        foreach (var head in exchange.Stored)
        {
            if (exchange.Control!.Filter is { HasResponses: true } filter
                && !await filter.AcceptsAsync(exchange.Request, head.ToResponse(), cancellationToken).ConfigureAwait(false))
            {
                exchange.Stored = exchange.Stored.Without(head);
                (rejected ??= []).Add(head.Body.Id);
            }
        }

        if (rejected is not null && !exchange.Policy.ReadOnly)
        {
            await records.RemoveAsync(exchange.Key, head => rejected.Contains(head.Body.Id), cancellationToken).ConfigureAwait(false);
            exchange.StoredAtWrites = -1;
        }
    }
}
