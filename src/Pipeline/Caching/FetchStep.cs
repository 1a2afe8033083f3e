using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;

namespace Freshet.Caching;

internal sealed class FetchStep(CacheParts parts, LookupStep lookup, BackgroundRevalidation background)
{
    private readonly PartialBodies _partial = new(parts);

    // The ordinary way to the origin is one asynchronous method, since each costs every exchange something: the steps before it seldom wait.
    public ValueTask<Exchange> RunAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        var answered = background.TryAnswerAsync(exchange, fetcher, cancellationToken);
        return !answered.IsCompletedSuccessfully ? AfterAnswerAsync(answered, exchange, fetcher, cancellationToken)
            : answered.Result ? new(exchange)
            : JoinAsync(exchange, fetcher, cancellationToken);
    }

    private async ValueTask<Exchange> AfterAnswerAsync(
        ValueTask<bool> answered, Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken) =>
        await answered.ConfigureAwait(false) ? exchange : await JoinAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);

    private ValueTask<Exchange> JoinAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        var joined = exchange.Decision is not ReuseDecision.Bypass && !exchange.IsRanged && parts.Flights.IsShared(exchange.Key)
            ? CollapseAsync(exchange, cancellationToken)
            : default;
        return !joined.IsCompletedSuccessfully ? AfterFlightAsync(joined, exchange, fetcher, cancellationToken)
            : HasEnded(exchange) ? new(exchange)
            : AskAsync(exchange, fetcher, cancellationToken);
    }

    private async ValueTask<Exchange> AfterFlightAsync(ValueTask joined, Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        await joined.ConfigureAwait(false);
        return HasEnded(exchange) ? exchange : await AskAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
    }

    // What the flight's leader stored, or why it failed, is the answer.
    private static bool HasEnded(Exchange exchange) => exchange.IsComplete || exchange.FetchError is not null;

    public async ValueTask<Exchange> AskAsync(Exchange exchange, IFetcher fetcher, CancellationToken cancellationToken)
    {
        var stale = await WithBodyAsync(exchange, cancellationToken).ConfigureAwait(false);
        if (exchange.IsComplete)
        {
            return exchange;
        }

        using var activity = parts.Telemetry.Activities.StartActivity("freshet.fetch");
        try
        {
            var completed = exchange.Decision is ReuseDecision.Miss { Completion: not null } miss ? miss : null;
            var request = stale?.Request ?? completed?.Completion ?? exchange.Request;
            var fetched = await fetcher.FetchAsync(request, cancellationToken).ConfigureAwait(false);
            exchange.Fetched = await WholeAsync(exchange, request, fetched, cancellationToken).ConfigureAwait(false);
            if (completed is not null && exchange.Fetched.Head.Status is 206 or 416)
            {
                await CompleteAsync(exchange, completed.Part!, fetcher, cancellationToken).ConfigureAwait(false);
            }

            if (exchange.Fetched.Head.Status == 304 && stale is { IsConditional: true }
                && !await FreshenAsync(exchange, stale, cancellationToken).ConfigureAwait(false)

                // A 304 about none of the stored responses answers a condition of the caller's own.
                && (exchange.Freshening is not null || !ConditionalRequest.HasOwnCondition(exchange.Request)))
            {
                exchange.Fetched.Dispose();
                exchange.Fetched = null;
                exchange.Fetched = await FetchAsync(exchange, exchange.Request, fetcher, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (FetchException error)
        {
            exchange.FetchError = error;
        }

        return exchange;
    }

    // The rest of what is stored in part has come; where it does not fit, all of it is fetched.
    private async ValueTask CompleteAsync(Exchange exchange, StoredHead part, IFetcher fetcher, CancellationToken cancellationToken)
    {
        var rest = exchange.Fetched!;
        exchange.Fetched = await _partial.CompleteAsync(exchange, part, rest, cancellationToken).ConfigureAwait(false);
        if (exchange.Fetched is null)
        {
            rest.Dispose();
            exchange.Fetched = await FetchAsync(exchange, exchange.Request, fetcher, cancellationToken).ConfigureAwait(false);
        }
    }

    // One request for a key goes to the origin, the others wait for what it stores; if that does not answer them, they go on their own.
    private ValueTask CollapseAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        var flight = parts.Flights.Join(exchange.Key, out var isLeader);
        if (!isLeader)
        {
            return FollowAsync(exchange, flight, cancellationToken);
        }

        exchange.Flight = flight;
        return parts.Leases is null ? default : parts.Leases.EnterAsync(exchange, flight, cancellationToken);
    }

    private async ValueTask FollowAsync(Exchange exchange, Flight flight, CancellationToken cancellationToken)
    {
        var outcome = await flight.Outcome.WaitAsync(cancellationToken).ConfigureAwait(false);
        exchange.IsCollapsed = true;
        switch (outcome)
        {
            case FlightOutcome.Failed failed:
                exchange.FetchError = failed.Error;
                return;
            case FlightOutcome.Unshared:
                return;
            case FlightOutcome.Shared shared:
                await shared.Body.Landed.WaitAsync(cancellationToken).ConfigureAwait(false);
                break;
        }

        exchange.IsReadPastMemory = parts.Leases is not null;
        await lookup.RunAsync(exchange, cancellationToken).ConfigureAwait(false);
    }

    // Who wants whole bodies gets them from every fetcher.
    private async ValueTask<FetchedResponse> FetchAsync(Exchange exchange, RequestHead request, IFetcher fetcher, CancellationToken cancellationToken)
    {
        var fetched = await fetcher.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        return await WholeAsync(exchange, request, fetched, cancellationToken).ConfigureAwait(false);
    }

    private ValueTask<FetchedResponse> WholeAsync(
        Exchange exchange, RequestHead request, FetchedResponse fetched, CancellationToken cancellationToken) =>
        fetched.Content is null || exchange.IsStreamed ? new(fetched)
            : WholeBody.ReadAsync(request, fetched, parts.MaxStoredBodyBytes, cancellationToken);

    // A validation is of use only when the body is still there; what has lost its body is fetched without asking. A body of many segments is
    // not held while the origin thinks, and is taken for there.
    private ValueTask<ReuseDecision.Stale?> WithBodyAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        if (exchange.Decision is not ReuseDecision.Stale { IsConditional: true } stale || stale.Head.Body.Length > StoreLimits.MaxSegmentBytes)
        {
            return new(exchange.Decision as ReuseDecision.Stale);
        }

        var opening = lookup.OpenAsync(exchange, stale.Head, cancellationToken);
        if (opening.IsCompletedSuccessfully)
        {
            exchange.StoredBody = opening.Result;
            if (exchange.StoredBody is not null)
            {
                return new(stale);
            }

            opening = default;
        }

        return AfterOpeningAsync(opening, exchange, stale, cancellationToken);
    }

    private async ValueTask<ReuseDecision.Stale?> AfterOpeningAsync(
        ValueTask<StoredBody?> opening, Exchange exchange, ReuseDecision.Stale stale, CancellationToken cancellationToken)
    {
        exchange.StoredBody = await opening.ConfigureAwait(false);
        if (exchange.StoredBody is not null)
        {
            return stale;
        }

        await lookup.DecideWithoutAsync(exchange, stale.Head, cancellationToken).ConfigureAwait(false);
        return await WithBodyAsync(exchange, cancellationToken).ConfigureAwait(false);
    }

    // False when the 304 is of no use: it is about another response, or the stored body is gone.
    private async ValueTask<bool> FreshenAsync(Exchange exchange, ReuseDecision.Stale stale, CancellationToken cancellationToken)
    {
        var fetched = exchange.Fetched!;
        var decision = Freshening.Decide(
            exchange.Request, stale.Candidates, fetched.Head, exchange.Policy, fetched.RequestTime, fetched.ResponseTime);
        if (decision is not FresheningDecision.Freshen freshen)
        {
            return false;
        }

        exchange.Freshening = freshen;
        if (exchange.StoredBody is null || freshen.Selected.Body.Id != stale.Head.Body.Id)
        {
            exchange.StoredBody?.Dispose();
            exchange.StoredBody = await lookup.OpenAsync(exchange, freshen.Selected, cancellationToken).ConfigureAwait(false);
        }

        if (exchange.StoredBody is null)
        {
            return false;
        }

        fetched.Content?.Dispose();
        return true;
    }
}
