using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

internal sealed class StoreStep(CacheParts parts, HeadRecords records, LookupStep lookup, Outcomes outcomes)
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
                exchange.Flight?.End(new FlightOutcome.Failed(error));
                await parts.Failures.RememberAsync(exchange, null, error, cancellationToken).ConfigureAwait(false);
                if (!await ServeStaleAsync(exchange, OriginFailure.Disconnected, cancellationToken).ConfigureAwait(false))
                {
                    outcomes.Failed(exchange, error);
                }
            }
            else if (exchange is { StoredBody: { } body, Freshening: { } freshening })
            {
                await parts.Failures.RememberAsync(exchange, exchange.Fetched?.Head, null, cancellationToken).ConfigureAwait(false);
                if (!exchange.Policy.ReadOnly)
                {
                    await records.FreshenAsync(exchange, freshening, cancellationToken).ConfigureAwait(false);
                }

                // §4.3.2: the caller's own condition is evaluated against the freshened response
                exchange.IsNotModified = Precondition.NotModified(exchange.Request.Fields, freshening.Selected);
                if (exchange.IsNotModified)
                {
                    body.Dispose();
                    body = new StoredBody(BodyBuffer.Empty, body.Tier);
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
        await parts.Failures.RememberAsync(exchange, fetched.Head, null, cancellationToken).ConfigureAwait(false);
        if (StaleResponses.IsError(fetched.Head.Status)
            && await ServeStaleAsync(exchange, OriginFailure.ServerError, cancellationToken).ConfigureAwait(false))
        {
            exchange.Fetched = null;
            fetched.Dispose();
            return;
        }

        foreach (var uri in Controls.Invalidates(exchange) ? Invalidation.Uris(exchange.Request, fetched.Head) : [])
        {
            await records.InvalidateAsync(parts.Controls.KeyOf(uri, exchange.Control), cancellationToken).ConfigureAwait(false);
        }

        if (exchange.Request.Method == "HEAD" && exchange.Decision is not ReuseDecision.Bypass && !exchange.Policy.ReadOnly)
        {
            var updates = HeadFreshening.Decide(
                exchange.Request, exchange.Stored, fetched.Head, exchange.Policy, fetched.RequestTime, fetched.ResponseTime);
            await records.UpdateAsync(exchange, updates, cancellationToken).ConfigureAwait(false);
        }

        if (exchange.Decision is not ReuseDecision.Bypass || IsForGet(exchange, fetched.Head))
        {
            await StoreAsync(exchange, fetched, cancellationToken).ConfigureAwait(false);
        }

        outcomes.Received(exchange, exchange.Fetched!);
    }

    // A response to POST that says it is what GET would get goes where GET looks, after what was there is gone.
    private bool IsForGet(Exchange exchange, ResponseHead response)
    {
        if (exchange.Decision is not ReuseDecision.Bypass { Reason: BypassReason.MethodNotCacheable }
            || !Storability.AnswersGet(exchange.Request, response, exchange.Policy))
        {
            return false;
        }

        exchange.Key = parts.Controls.KeyOf(exchange.Request.Uri, exchange.Control);
        (exchange.StoredAtWrites, exchange.StoredAtInvalidations) = (-1, parts.Locks.Invalidations(exchange.Key));
        return true;
    }

    private async ValueTask StoreAsync(Exchange exchange, FetchedResponse fetched, CancellationToken cancellationToken)
    {
        if (await Admission.DecideAsync(exchange, fetched.Head, cancellationToken).ConfigureAwait(false) is StorabilityDecision.DoNotStore refusal)
        {
            Unshared(exchange, refusal.Reason);
            return;
        }

        if (fetched.Content is not null)
        {
            Tee(exchange, fetched);
            return;
        }

        if (fetched.Body.Bytes.Length > parts.MaxStoredBodyBytes)
        {
            Unshared(exchange, DoNotStoreReason.BodyTooLarge);
            return;
        }

        // The head goes last: until it is there, nothing of the new response is seen, and the old one stays readable.
        var body = await parts.Bodies.WriteAsync(fetched.Body.Bytes, cancellationToken).ConfigureAwait(false);
        if (body is null)
        {
            return;
        }

        var head = StoredHead.Of(exchange.Request, fetched.Head, body, exchange.Policy, fetched.RequestTime, fetched.ResponseTime);
        parts.Flights.Remember(exchange.Key, IsForOthers(head, exchange.Policy));
        if (await records.AddAsync(exchange, head, cancellationToken).ConfigureAwait(false))
        {
            parts.Telemetry.Stored(exchange.Key, body.Length);
        }
        else
        {
            await parts.Bodies.RemoveAsync(body, cancellationToken).ConfigureAwait(false);
        }
    }

    // The body is stored while the caller reads it, and those who asked for the same share it.
    private void Tee(Exchange exchange, FetchedResponse fetched)
    {
        var announced = BodyLength.Announced(fetched.Head);
        if (announced > parts.MaxStoredBodyBytes)
        {
            Unshared(exchange, DoNotStoreReason.BodyTooLarge);
            return;
        }

        var head = StoredHead.Of(
            exchange.Request, fetched.Head, BodyDescriptor.Empty, exchange.Policy, fetched.RequestTime, fetched.ResponseTime);
        var body = new InflightBody(parts, new StoreTarget(parts, records, exchange, head), exchange.Flight!, fetched.Content!, announced);
        exchange.Fetched = fetched with { Content = body.TryOpen(exchange.Pass!) };
        parts.Flights.Remember(exchange.Key, IsForOthers(head, exchange.Policy));
        exchange.Flight!.Offer(body);
    }

    private bool IsForOthers(StoredHead head, CachePolicy policy) =>
        head.FactsUnder(policy) is var facts && !facts.Has(ResponseFlags.NoCache)
        && FreshnessLifetime.Of(facts, policy).Value > CurrentAge.Of(facts, parts.Time.GetUtcNow());

    private void Unshared(Exchange exchange, DoNotStoreReason reason)
    {
        parts.Flights.Remember(exchange.Key, isShared: false);
        exchange.Flight?.End(FlightOutcome.Unshared.Instance);
        exchange.NotStored = reason;
        parts.Telemetry.NotStored(exchange.Key, reason);
    }

    private async ValueTask<bool> ServeStaleAsync(Exchange exchange, OriginFailure failure, CancellationToken cancellationToken)
    {
        if (exchange.Decision is not ReuseDecision.Stale stale
            || StaleResponses.OnError(stale.Head.FactsUnder(exchange.Policy), exchange.Request, failure, exchange.Policy, parts.Time.GetUtcNow()) != StalePermission.Allowed)
        {
            return false;
        }

        if (exchange.IsBackground)
        {
            outcomes.Failed(exchange, exchange.FetchError ?? new FetchException(FetchFailure.Other, $"{exchange.Request.Uri}: {exchange.Fetched!.Head.Status}."));
            return true;
        }

        if ((exchange.StoredBody ?? await lookup.OpenAsync(exchange, stale.Head, cancellationToken).ConfigureAwait(false)) is not { } body)
        {
            return false;
        }

        outcomes.Use(exchange, stale.Head, body, stale.Age, failure.ToString());
        return true;
    }
}
