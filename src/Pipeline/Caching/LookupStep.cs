using Freshet.Control;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

internal sealed class LookupStep(CacheParts parts, HeadRecords records, Outcomes outcomes)
{
    private readonly RangedBodies _ranges = new(parts, records);

    public async ValueTask RunAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (await parts.Controls.ApplyAsync(exchange, cancellationToken).ConfigureAwait(false) is { } reason)
        {
            KeepOut(exchange, reason);
            return;
        }

        if (exchange.Policy.Looks(exchange.Request.Method))
        {
            await records.ReadAsync(exchange, cancellationToken).ConfigureAwait(false);
            var isOfOther = false;
            if (exchange.Stored.Count == 0 && QueryVariants.IsPossible(exchange))
            {
                exchange.Stored = await parts.Queries.FindAsync(exchange, records, cancellationToken).ConfigureAwait(false);
                isOfOther = exchange.Stored.Count > 0;
            }

            if (Admission.IsNeeded(exchange))
            {
                await parts.Admission.RunAsync(exchange, records, cancellationToken).ConfigureAwait(false);
            }

            // A response of another URI is used as it is, or not at all.
            if (isOfOther && Reuse.Decide(exchange.Request, exchange.Stored, exchange.Policy, parts.Time.GetUtcNow())
                is not (ReuseDecision.Fresh or ReuseDecision.StaleAllowed))
            {
                exchange.Stored = StoredHeads.Empty;
            }
        }

        await DecideAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange is { Control.Failures: not null, IsComplete: false, Decision: not ReuseDecision.Bypass })
        {
            await RecallAsync(exchange, cancellationToken).ConfigureAwait(false);
        }
    }

    private void KeepOut(Exchange exchange, BypassReason reason)
    {
        if (exchange.Policy.Offline || exchange.Policy.OnlyIfCached)
        {
            exchange.Decision = new ReuseDecision.GatewayTimeout(MissReason.NoStoredResponse, null);
            outcomes.Miss(exchange, new ResponseHead(504, HeaderFields.Empty), "OnlyIfCached");
        }
        else
        {
            exchange.Decision = new ReuseDecision.Bypass(reason);
        }
    }

    // A failure that is remembered is not asked for again yet.
    private async ValueTask RecallAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (await parts.Failures.RecallAsync(exchange, cancellationToken).ConfigureAwait(false) is not { } failure)
        {
            return;
        }

        if (exchange.Decision is ReuseDecision.Stale stale && StaleResponses.OnError(
                stale.Head.FactsUnder(exchange.Policy), exchange.Request,
                failure.Status == 0 ? OriginFailure.Disconnected : OriginFailure.ServerError, exchange.Policy, parts.Time.GetUtcNow()) == StalePermission.Allowed
            && await UseAsync(exchange, stale.Head, false, stale.Age, FailureMemory.Reason, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        exchange.StaleReason = FailureMemory.Reason;
        if (failure.Status == 0)
        {
            outcomes.Failed(exchange, FailureMemory.Error(failure, exchange.Request.Uri));
        }
        else
        {
            outcomes.Miss(exchange, parts.Failures.Response(failure), FailureMemory.Reason);
        }
    }

    // For a stored response whose body turns out to be gone.
    public ValueTask DecideWithoutAsync(Exchange exchange, StoredHead head, CancellationToken cancellationToken)
    {
        exchange.Stored = exchange.Stored.Without(head);
        return DecideAsync(exchange, cancellationToken);
    }

    // What of the stored body answers the request; null when it is gone.
    public ValueTask<StoredBody?> OpenAsync(Exchange exchange, StoredHead head, CancellationToken cancellationToken) =>
        _ranges.OpenAsync(exchange, head, cancellationToken);

    private async ValueTask DecideAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        while (true)
        {
            exchange.Decision = Reuse.Decide(exchange.Request, exchange.Stored, exchange.Policy, parts.Time.GetUtcNow());
            var isDone = exchange.Decision switch
            {
                ReuseDecision.Fresh fresh =>
                    await UseAsync(exchange, fresh.Head, fresh.NotModified, fresh.Age, null, cancellationToken).ConfigureAwait(false),
                ReuseDecision.StaleAllowed stale =>
                    await UseAsync(exchange, stale.Head, stale.NotModified, stale.Age, exchange.Policy.Offline ? "Offline" : "RequestMaxStale", cancellationToken).ConfigureAwait(false),
                _ => true,
            };
            if (isDone)
            {
                break;
            }
        }

        if (exchange.Decision is ReuseDecision.GatewayTimeout)
        {
            outcomes.Miss(exchange, new ResponseHead(504, HeaderFields.Empty), "OnlyIfCached");
        }
    }

    private async ValueTask<bool> UseAsync(
        Exchange exchange, StoredHead head, bool notModified, TimeSpan age, string? staleReason, CancellationToken cancellationToken)
    {
        var body = notModified ? new StoredBody(BodyBuffer.Empty, exchange.Record?.Tier)
            : await OpenAsync(exchange, head, cancellationToken).ConfigureAwait(false);
        if (body is not { } found)
        {
            exchange.Stored = exchange.Stored.Without(head);
            return false;
        }

        exchange.IsNotModified = notModified;
        outcomes.Use(exchange, head, found, age, staleReason);
        if (exchange.Policy.IsSliding)
        {
            await parts.Admission.UsedAsync(exchange, head, records, parts.Time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        }

        return true;
    }
}
