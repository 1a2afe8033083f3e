using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Serving stale responses (RFC 9111 §4.2.4, RFC 5861).</summary>
public static class StaleResponses
{
    /// <summary>Whether a status code is one of the errors of stale-if-error (RFC 5861 §4): 500, 502, 503, 504.</summary>
    public static bool IsError(int status) => status is 500 or 502 or 503 or 504;

    /// <summary>Whether a stored response may answer now while it is validated in the background.</summary>
    public static StalePermission WhileRevalidating(in ResponseFacts facts, CachePolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(policy);

        // RFC 5861 §3: caches MAY serve the response after it becomes stale, up to the indicated number of seconds
        return Prohibition(facts, policy)
            ?? (facts.StaleWhileRevalidate < 0 ? StalePermission.NotPermitted
                : Within(facts, policy, now, TimeSpan.FromSeconds(facts.StaleWhileRevalidate)));
    }

    /// <summary>Whether a stored response may answer in place of a failed validation.</summary>
    /// <param name="facts">The stored response.</param>
    /// <param name="request">The request as presented; its own stale-if-error counts too.</param>
    /// <param name="failure">How the validation failed.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="now">The present time.</param>
    public static StalePermission OnError(
        in ResponseFacts facts, RequestHead request, OriginFailure failure, CachePolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(policy);
        if (Prohibition(facts, policy) is { } prohibition)
        {
            return prohibition;
        }

        // RFC 5861 §4: a cached stale response MAY be used to satisfy the request, regardless of other freshness information
        var asked = Overrides.Request(CacheControl.Parse(request.Fields), policy).StaleIfError;
        TimeSpan? stated = facts.StaleIfError >= 0 ? TimeSpan.FromSeconds(facts.StaleIfError) : null;
        stated = stated > asked || stated is null ? asked ?? stated : stated;

        // §4.2.4: unless it is disconnected or doing so is explicitly permitted by the client or origin server
        var bound = stated ?? (failure == OriginFailure.Disconnected ? policy.MaxStaleWhenDisconnected : policy.MaxStaleOnServerError);
        return bound <= TimeSpan.Zero ? StalePermission.NotPermitted : Within(facts, policy, now, bound);
    }

    internal static StalePermission? Prohibition(in ResponseFacts facts, CachePolicy policy) =>

        // §4.2.4: a cache MUST NOT generate a stale response if it is prohibited by an explicit in-protocol directive (e.g., by a
        // no-cache response directive, a must-revalidate response directive, or an applicable s-maxage or proxy-revalidate)
        facts.Has(ResponseFlags.MustRevalidate) ? StalePermission.MustRevalidate
            : facts.Has(ResponseFlags.NoCache) || facts.ForbidsStoring ? StalePermission.NoCache
            : policy.Shared && facts.Has(ResponseFlags.ProxyRevalidate) ? StalePermission.ProxyRevalidate
            : policy.Shared && facts.SMaxAge >= 0 ? StalePermission.SMaxAge
            : facts.Has(ResponseFlags.Invalidated) ? StalePermission.Invalidated
            : null;

    private static StalePermission Within(in ResponseFacts facts, CachePolicy policy, DateTimeOffset now, TimeSpan bound)
    {
        var staleness = CurrentAge.Of(facts, now) - FreshnessLifetime.Of(facts, policy).Value;
        return staleness <= bound ? StalePermission.Allowed : StalePermission.StaleForTooLong;
    }
}
