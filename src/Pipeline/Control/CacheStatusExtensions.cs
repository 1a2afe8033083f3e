using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Control;

/// <summary>What a cache did for an exchange, as a member of Cache-Status (RFC 9211).</summary>
public static class CacheStatusExtensions
{
    /// <summary>The member for a complete exchange, or null before its lookup.</summary>
    /// <param name="exchange">The exchange.</param>
    /// <param name="cache">The name of the cache.</param>
    public static CacheStatusMember? ToCacheStatus(this Exchange exchange, string cache)
    {
        ArgumentNullException.ThrowIfNull(exchange);
        if (exchange.Decision is not { } decision)
        {
            return null;
        }

        var stale = decision as ReuseDecision.Stale;
        var isRemembered = exchange.StaleReason == FailureMemory.Reason;
        var forwarded = !isRemembered && (exchange.Outcome is not (CacheOutcome.Hit or CacheOutcome.StaleHit)
            || (exchange.Outcome == CacheOutcome.StaleHit && stale is { WhileRevalidating: false }));
        var member = CacheAccount.Of(cache, decision, forwarded, Left(decision));
        return member with
        {
            ForwardStatus = !forwarded ? null : exchange.Outcome switch
            {
                CacheOutcome.Revalidated => 304,
                CacheOutcome.Miss or CacheOutcome.Replaced or CacheOutcome.Bypass => exchange.Status,
                _ => null,
            },
            Collapsed = exchange.IsCollapsed,
            Detail = member.Detail ?? exchange.StaleReason ?? exchange.NotStored?.ToString(),
        };
    }

    private static TimeSpan? Left(ReuseDecision decision) => decision switch
    {
        ReuseDecision.Fresh fresh => fresh.Lifetime.Value - fresh.Age,
        ReuseDecision.StaleAllowed stale => stale.Lifetime.Value - stale.Age,
        _ => null,
    };
}
