using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Proxies;

// This proxy's member of Cache-Status (RFC 9211).
internal static class StatusMember
{
    public static ResponseHead Append(ResponseHead response, Exchange exchange, string name) => exchange.Decision is not { } decision
        ? response
        : response.WithFields(CacheStatus.Append(response.Fields, Of(response, exchange, decision, name)));

    private static CacheStatusMember Of(ResponseHead response, Exchange exchange, ReuseDecision decision, string name)
    {
        var forwarded = exchange.Outcome is not (CacheOutcome.Hit or CacheOutcome.StaleHit)
            || (exchange.Outcome == CacheOutcome.StaleHit && decision is ReuseDecision.Stale { WhileRevalidating: false });
        var member = CacheAccount.Of(name, decision, forwarded, Left(decision));
        return member with
        {
            ForwardStatus = !forwarded ? null : exchange.Outcome switch
            {
                CacheOutcome.Revalidated => 304,
                CacheOutcome.Miss or CacheOutcome.Replaced or CacheOutcome.Bypass => response.Status,
                _ => null,
            },
            Collapsed = exchange.IsCollapsed,
        };
    }

    private static TimeSpan? Left(ReuseDecision decision) => decision switch
    {
        ReuseDecision.Fresh fresh => fresh.Lifetime.Value - fresh.Age,
        ReuseDecision.StaleAllowed stale => stale.Lifetime.Value - stale.Age,
        _ => null,
    };
}
