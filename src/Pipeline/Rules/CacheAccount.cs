using Freshet.Http;

namespace Freshet.Rules;

/// <summary>A cache's account of what it decided, for Cache-Status (RFC 9211).</summary>
public static class CacheAccount
{
    /// <summary>The member for a decision.</summary>
    /// <param name="cache">The name of the cache.</param>
    /// <param name="decision">What was decided about the request.</param>
    /// <param name="forwarded">Whether the answer waited for the origin: not when a stored response was used as it was.</param>
    /// <param name="timeToLive">What is left of the freshness lifetime of the response that answers, or null when it is not stored.</param>
    public static CacheStatusMember Of(string cache, ReuseDecision decision, bool forwarded, TimeSpan? timeToLive = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(decision);
        var member = new CacheStatusMember(cache)
        {
            TimeToLive = timeToLive is { } left ? (long)Math.Floor(left.TotalSeconds) : null,
        };
        return decision is ReuseDecision.GatewayTimeout ? member with { Detail = "only-if-cached" }

            // §2.1: hit indicates that the request was satisfied by the cache; i.e., it was not forwarded
            : forwarded ? member with { Forward = Forward(decision) }
            : member with { Hit = true };
    }

    /// <summary>Why the request of a decision is sent on: one of <see cref="CacheForward"/>.</summary>
    public static string Forward(ReuseDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return decision switch
        {
            ReuseDecision.Bypass { Reason: BypassReason.MethodNotCacheable } => CacheForward.Method,
            ReuseDecision.Bypass => CacheForward.Bypass,
            ReuseDecision.Miss { Reason: MissReason.NoStoredResponse } => CacheForward.UriMiss,
            ReuseDecision.Miss { Reason: MissReason.VaryMismatch } => CacheForward.VaryMiss,
            ReuseDecision.Miss { Reason: MissReason.Refresh } => CacheForward.Request,
            ReuseDecision.Miss { Reason: MissReason.Incomplete } => CacheForward.Partial,
            ReuseDecision.Miss => CacheForward.Miss,
            ReuseDecision.Stale { Reason: StaleReason.RequestNoCache or StaleReason.RequestMaxAge or StaleReason.RequestMinFresh or StaleReason.Refresh } stale
                when stale.Age < stale.Lifetime.Value => CacheForward.Request,
            _ => CacheForward.Stale,
        };
    }
}
