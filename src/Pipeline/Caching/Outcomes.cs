using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// Ends exchanges: exactly one outcome, one count and, for subscribers, one event for each.
internal sealed class Outcomes(CacheTelemetry telemetry)
{
    public void Use(Exchange exchange, StoredHead head, in StoredBody body, TimeSpan age, string? staleReason)
    {
        exchange.StaleReason = staleReason;
        exchange.End(staleReason is null ? CacheOutcome.Hit : CacheOutcome.StaleHit, head, body, age);
        if (Ended(exchange))
        {
            telemetry.Publish(staleReason is null
                ? new LookupEvent.Hit(exchange.Key, telemetry.Now, exchange.Request.Uri, age, body.Tier)
                : new LookupEvent.StaleHit(exchange.Key, telemetry.Now, exchange.Request.Uri, age, staleReason));
        }
    }

    public void Revalidated(Exchange exchange, StoredHead head, in StoredBody body, StaleReason reason)
    {
        exchange.End(CacheOutcome.Revalidated, head, body, TimeSpan.Zero);
        if (Ended(exchange))
        {
            telemetry.Publish(new LookupEvent.Revalidated(exchange.Key, telemetry.Now, exchange.Request.Uri, reason.ToString()));
        }
    }

    public void Received(Exchange exchange, FetchedResponse fetched)
    {
        exchange.End(
            exchange.Decision switch
            {
                ReuseDecision.Stale => CacheOutcome.Replaced,
                ReuseDecision.Bypass => CacheOutcome.Bypass,
                _ => CacheOutcome.Miss,
            },
            fetched);
        if (Ended(exchange))
        {
            var (key, now, uri, status) = (exchange.Key, telemetry.Now, exchange.Request.Uri, fetched.Head.Status);
            telemetry.Publish(exchange.Decision switch
            {
                ReuseDecision.Stale stale => new LookupEvent.Replaced(key, now, uri, status, stale.Reason.ToString()),
                ReuseDecision.Bypass bypass => new LookupEvent.Bypass(key, now, uri, status, bypass.Reason.ToString()),
                ReuseDecision.Miss miss => new LookupEvent.Miss(key, now, uri, status, miss.Reason.ToString()),
                _ => new LookupEvent.Miss(key, now, uri, status, nameof(MissReason.NoStoredResponse)),
            });
        }
    }

    public void Miss(Exchange exchange, ResponseHead response, string reason)
    {
        exchange.End(CacheOutcome.Miss, response);
        if (Ended(exchange))
        {
            telemetry.Publish(new LookupEvent.Miss(exchange.Key, telemetry.Now, exchange.Request.Uri, response.Status, reason));
        }
    }

    public void Failed(Exchange exchange, FetchException error)
    {
        exchange.End(error);
        if (Ended(exchange))
        {
            telemetry.Publish(new LookupEvent.Failed(exchange.Key, telemetry.Now, exchange.Request.Uri, error));
        }
    }

    // Nobody's lookup: it is counted by itself.
    private bool Ended(Exchange exchange)
    {
        if (exchange.IsBackground)
        {
            telemetry.Background(exchange.Key, exchange.Outcome!.Value, exchange.Failure);
            return false;
        }

        telemetry.Outcome(exchange.Outcome!.Value);
        return telemetry.HasSubscribers;
    }
}
