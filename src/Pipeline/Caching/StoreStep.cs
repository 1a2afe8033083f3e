using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

internal sealed class StoreStep(CacheParts parts, HeadRecords records, Outcomes outcomes)
{
    public async ValueTask RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        try
        {
            if (exchange.IsComplete)
            {
                return;
            }

            if (exchange.FetchError is { } error)
            {
                if (!await ServeStaleAsync(exchange, OriginFailure.Disconnected, cancellationToken).ConfigureAwait(false))
                {
                    outcomes.Failed(exchange, error);
                }
            }
            else if (exchange is { StoredBody: { } body, Freshening: { } freshening })
            {
                if (!exchange.Policy.ReadOnly)
                {
                    await records.FreshenAsync(exchange, freshening, cancellationToken).ConfigureAwait(false);
                }

                outcomes.Revalidated(exchange, freshening.Selected, body, ((ReuseDecision.Stale)exchange.Decision!).Reason);
            }
            else if (exchange.Fetched is { } fetched)
            {
                await ReceiveAsync(exchange, fetched, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                throw new InvalidOperationException("The exchange was not fetched: call LookupAsync, FetchAsync and StoreAsync in this order.");
            }
        }
        finally
        {
            exchange.Flight?.Dispose();
        }
    }

    private async ValueTask ReceiveAsync(Exchange exchange, FetchedResponse fetched, CancellationToken cancellationToken)
    {
        if (StaleResponses.IsError(fetched.Head.Status)
            && await ServeStaleAsync(exchange, OriginFailure.ServerError, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        foreach (var uri in Controls.Invalidates(exchange) ? Invalidation.Uris(exchange.Request, fetched.Head) : [])
        {
            await records.InvalidateAsync(parts.Controls.KeyOf(uri, exchange.Control), cancellationToken).ConfigureAwait(false);
        }

        if (exchange.Decision is not ReuseDecision.Bypass)
        {
            await StoreAsync(exchange, fetched, cancellationToken).ConfigureAwait(false);
        }

        outcomes.Received(exchange, fetched);
    }

    private async ValueTask StoreAsync(Exchange exchange, FetchedResponse fetched, CancellationToken cancellationToken)
    {
        if (await Admission.DecideAsync(exchange, fetched.Head, cancellationToken).ConfigureAwait(false) is StorabilityDecision.DoNotStore refusal)
        {
            parts.Telemetry.NotStored(exchange.Key, refusal.Reason);
            return;
        }

        // The head goes last: until it is there, nothing of the new response is seen, and the old one stays readable.
        var body = await parts.Bodies.WriteAsync(fetched.Body.Bytes, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        var head = StoredHead.Of(exchange.Request, fetched.Head, body, exchange.Policy, fetched.RequestTime, fetched.ResponseTime);
        if (await records.AddAsync(exchange, head, cancellationToken).ConfigureAwait(false))
        {
            parts.Telemetry.Stored(exchange.Key, body.Length);
        }
        else
        {
            await parts.Bodies.RemoveAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<bool> ServeStaleAsync(Exchange exchange, OriginFailure failure, CancellationToken cancellationToken)
    {
        if (exchange.Decision is not ReuseDecision.Stale stale
            || StaleResponses.OnError(stale.Head.FactsUnder(exchange.Policy), exchange.Request, failure, exchange.Policy, parts.Time.GetUtcNow()) != StalePermission.Allowed
            || (exchange.StoredBody ?? await parts.Bodies.ReadAsync(stale.Head.Body, cancellationToken).ConfigureAwait(false)) is not { } body)
        {
            return false;
        }

        outcomes.Use(exchange, stale.Head, body, stale.Age, failure.ToString());
        return true;
    }
}
