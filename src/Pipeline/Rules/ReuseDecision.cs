using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>How a request is answered from what is stored (RFC 9111 §4).</summary>
public abstract record ReuseDecision
{
    private ReuseDecision()
    {
    }

    /// <summary>Calls the function of the case.</summary>
    public T Match<T>(
        Func<Fresh, T> onFresh,
        Func<StaleAllowed, T> onStaleAllowed,
        Func<Stale, T> onStale,
        Func<Miss, T> onMiss,
        Func<Bypass, T> onBypass,
        Func<GatewayTimeout, T> onGatewayTimeout)
    {
        ArgumentNullException.ThrowIfNull(onFresh);
        ArgumentNullException.ThrowIfNull(onStaleAllowed);
        ArgumentNullException.ThrowIfNull(onStale);
        ArgumentNullException.ThrowIfNull(onMiss);
        ArgumentNullException.ThrowIfNull(onBypass);
        ArgumentNullException.ThrowIfNull(onGatewayTimeout);
        return this switch
        {
            Fresh fresh => onFresh(fresh),
            StaleAllowed allowed => onStaleAllowed(allowed),
            Stale stale => onStale(stale),
            Miss miss => onMiss(miss),
            Bypass bypass => onBypass(bypass),
            GatewayTimeout timeout => onGatewayTimeout(timeout),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>The stored response answers.</summary>
    /// <param name="Head">The stored response.</param>
    /// <param name="Age">Its current age: the value of Age in the answer, in whole seconds.</param>
    /// <param name="Lifetime">Its freshness lifetime.</param>
    /// <param name="NotModified">The request's own If-None-Match or If-Modified-Since is met: 304 is the answer (§4.3.2).</param>
    public sealed record Fresh(StoredHead Head, TimeSpan Age, FreshnessLifetime Lifetime, bool NotModified) : ReuseDecision;

    /// <summary>The stored response is stale, and the request's max-stale accepts it (§5.2.1.2).</summary>
    /// <param name="Head">The stored response.</param>
    /// <param name="Age">Its current age.</param>
    /// <param name="Lifetime">Its freshness lifetime.</param>
    /// <param name="NotModified">The request's own If-None-Match or If-Modified-Since is met: 304 is the answer (§4.3.2).</param>
    public sealed record StaleAllowed(StoredHead Head, TimeSpan Age, FreshnessLifetime Lifetime, bool NotModified) : ReuseDecision;

    /// <summary>The stored response must be validated first (§4.3).</summary>
    /// <param name="Head">The stored response that the request selects.</param>
    /// <param name="Candidates">Those whose validators are in <paramref name="Request"/>; give them to <see cref="Freshening"/>.</param>
    /// <param name="Request">The request to send: conditional when <paramref name="Candidates"/> has any, else the one presented.</param>
    /// <param name="Age">The current age.</param>
    /// <param name="Lifetime">The freshness lifetime.</param>
    /// <param name="Reason">Why it may not be used as it is.</param>
    /// <param name="WhileRevalidating">It may be used now while it is validated in the background (RFC 5861 §3).</param>
    public sealed record Stale(
        StoredHead Head,
        IReadOnlyList<StoredHead> Candidates,
        RequestHead Request,
        TimeSpan Age,
        FreshnessLifetime Lifetime,
        StaleReason Reason,
        bool WhileRevalidating) : ReuseDecision
    {
        /// <summary>Whether the request to send carries validators of stored responses.</summary>
        public bool IsConditional => Candidates.Count > 0;
    }

    /// <summary>No stored response answers: the request is sent as it is.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Miss(MissReason Reason) : ReuseDecision
    {
        /// <summary>The stored response that has a part of what is asked for (§3.3), or null.</summary>
        public StoredHead? Part { get; init; }

        /// <summary>The request for what <see cref="Part"/> lacks, to be sent in place of the one presented (§3.4); null when that one is to be sent.</summary>
        public RequestHead? Completion { get; init; }
    }

    /// <summary>The cache takes no part in this request.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Bypass(BypassReason Reason) : ReuseDecision;

    /// <summary>The request has only-if-cached, and nothing stored may be used: 504 is the answer (§5.2.1.7).</summary>
    /// <param name="Missed">Why nothing is there, or null when a response is there.</param>
    /// <param name="Refused">Why the stored response may not be used, or null when there is none.</param>
    public sealed record GatewayTimeout(MissReason? Missed, StaleReason? Refused) : ReuseDecision;
}
