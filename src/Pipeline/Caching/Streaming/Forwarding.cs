using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

// How a streamed exchange that the store does not answer is: it leads a flight, shares the response of one, or goes on its own.
internal sealed class Forwarding(CacheParts parts, LookupStep lookup, FetchStep fetch, StoreStep store, BackgroundRevalidation background, Outcomes outcomes)
{
    public async ValueTask RunAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        if (await background.TryAnswerAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false))
        {
            return;
        }

        var key = exchange.Key;
        while (exchange.Decision is not ReuseDecision.Bypass && exchange.Request.Method != "HEAD" && !exchange.IsRanged && parts.Flights.IsShared(exchange.Key))
        {
            var flight = parts.Flights.Join(key, out var isLeader);
            if (isLeader)
            {
                await LeadAsync(exchange, fetcher, flight, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (flight.TryEnter())
            {
                var variant = await FollowAsync(exchange, flight, cancellationToken).ConfigureAwait(false);
                if (variant is null || key != exchange.Key)
                {
                    break;
                }

                key = variant;
            }
        }

        if (!exchange.IsComplete)
        {
            await AloneAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask AloneAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        exchange.Board(parts.Flights.Alone(exchange.Key));
        if (exchange.FetchError is null)
        {
            await fetch.AskAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
        }

        await store.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
    }

    // The leader may go before the response is there; the request goes on for those who share it.
    private async ValueTask LeadAsync(Exchange exchange, IFetcher fetcher, Flight flight, CancellationToken cancellationToken)
    {
        exchange.Board(flight);
        var leading = AskAndStoreAsync(exchange, fetcher, flight);
        if (leading.IsCompleted || !cancellationToken.CanBeCanceled)
        {
            await leading.ConfigureAwait(false);
            return;
        }

        try
        {
            await leading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            exchange.Orphan(leading);
            throw;
        }
    }

    private async Task AskAndStoreAsync(Exchange exchange, IFetcher fetcher, Flight flight)
    {
        var abandoned = flight.Abandoned;
        try
        {
            // Somebody may have stored the response between this lookup and this flight.
            if (parts.Locks.Writes(exchange.Key) != exchange.StoredAtWrites)
            {
                await lookup.RunAsync(exchange, abandoned).ConfigureAwait(false);
            }

            if (!exchange.IsComplete && parts.Leases is not null)
            {
                await parts.Leases.EnterAsync(exchange, flight, abandoned).ConfigureAwait(false);
            }

            if (!exchange.IsComplete)
            {
                await fetch.AskAsync(exchange, fetcher, abandoned).ConfigureAwait(false);
                await store.RunAsync(exchange, abandoned).ConfigureAwait(false);
            }
        }
        finally
        {
            flight.Dispose();
        }
    }

    // The key of a flight of their own for those who ask for another variant, or null.
    private async ValueTask<string?> FollowAsync(Exchange exchange, Flight flight, CancellationToken cancellationToken)
    {
        var pass = new FlightPass(flight);
        try
        {
            var outcome = await flight.Outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
            exchange.IsCollapsed = true;
            switch (outcome)
            {
                case FlightOutcome.Shared shared when TryShare(exchange, shared.Body, pass):
                    pass = null;
                    break;
                case FlightOutcome.Shared shared when !shared.Body.Head.Selecting.Match(exchange.Request.Fields):
                    return VariantKey(exchange, shared.Body.Head);
                case FlightOutcome.LookAgain:
                    exchange.IsReadPastMemory = parts.Leases is not null;
                    await lookup.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
                    break;
                case FlightOutcome.Failed failed:
                    exchange.FetchError = failed.Error;
                    break;
            }

            return null;
        }
        finally
        {
            pass?.Dispose();
        }
    }

    private string VariantKey(Exchange exchange, StoredHead other) => string.Join(
        '\n',
        other.Selecting.Select(field => exchange.Request.Fields.Combined(field.Name) ?? "-")
            .Prepend($"{exchange.Key}\n{parts.Locks.Invalidations(exchange.Key)}"));

    // The response is stored from its first byte on; it answers as a stored one would.
    private bool TryShare(Exchange exchange, InflightBody body, FlightPass pass)
    {
        if (Reuse.Decide(exchange.Request, [body.Head], exchange.Policy, parts.Time.GetUtcNow()) is not ReuseDecision.Fresh fresh
            || body.TryOpen(pass) is not { } reader)
        {
            return false;
        }

        exchange.Decision = fresh;
        exchange.IsNotModified = fresh.NotModified;
        if (fresh.NotModified)
        {
            reader.Dispose();
        }

        outcomes.Use(exchange, fresh.Head, new StoredBody(BodyBuffer.Empty, null, fresh.NotModified ? null : reader), fresh.Age, null);
        return true;
    }
}
