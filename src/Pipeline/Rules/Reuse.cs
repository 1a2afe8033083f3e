using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Constructing responses from what is stored (RFC 9111 §4).</summary>
public static partial class Reuse
{
    /// <summary>Decides how a request is answered.</summary>
    /// <param name="request">The request as presented.</param>
    /// <param name="candidates">The stored responses under its cache key, the most recently stored first.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="now">The present time.</param>
    public static ReuseDecision Decide(RequestHead request, IReadOnlyList<StoredHead> candidates, CachePolicy policy, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(policy);
        var asked = RequestFacts.Of(request.Fields, policy);
        if (Bypass(request, asked, policy) is { } reason)
        {
            // §5.2.1.7: the client only wishes to obtain a stored response
            return policy.Offline || policy.OnlyIfCached || asked.Control.OnlyIfCached
                ? new ReuseDecision.GatewayTimeout(MissReason.NoStoredResponse, null)
                : new ReuseDecision.Bypass(reason);
        }

        var onlyIfCached = asked.Control.OnlyIfCached || policy.OnlyIfCached || policy.Offline;
        if (policy.Refresh == RefreshMode.Hard && !onlyIfCached)
        {
            return new ReuseDecision.Miss(MissReason.Refresh);
        }

        if (Select(request, candidates, policy) is not { } head)
        {
            var miss = candidates.Count == 0 ? MissReason.NoStoredResponse : MissReason.VaryMismatch;
            return onlyIfCached ? new ReuseDecision.GatewayTimeout(miss, null) : new ReuseDecision.Miss(miss);
        }

        // §3.3: MUST NOT use an incomplete response to answer requests unless it has been made complete, or the request is partial and
        // specifies a range wholly within it
        if (head.Status == 206 && RangeSelection.Decide(request, head) is RangeDecision.NotStored)
        {
            return onlyIfCached
                ? new ReuseDecision.GatewayTimeout(MissReason.Incomplete, null)
                : new ReuseDecision.Miss(MissReason.Incomplete) { Part = head, Completion = PartialContent.Completion(request, head) };
        }

        var facts = head.FactsUnder(policy);
        var age = CurrentAge.Of(facts, now);
        var lifetime = FreshnessLifetime.Of(facts, policy);
        var stale = Refusal(facts, age, lifetime, asked) ?? (policy.Refresh == RefreshMode.Soft && !onlyIfCached ? StaleReason.Refresh : null);
        if (stale is null)
        {
            return new ReuseDecision.Fresh(
                head, age, lifetime, asked.HasCachePrecondition && Precondition.NotModified(request.Fields, head));
        }

        if (policy.Offline || MaxStale(facts, age, lifetime, asked, policy, stale.Value))
        {
            return new ReuseDecision.StaleAllowed(
                head, age, lifetime, asked.HasCachePrecondition && Precondition.NotModified(request.Fields, head));
        }

        // §5.2.1.7: the client only wishes to obtain a stored response; 504 when none is consistent with the other constraints
        return onlyIfCached
            ? new ReuseDecision.GatewayTimeout(null, stale.Value)
            : Validate(request, asked, candidates, head, facts, policy, now, age, lifetime, stale.Value);
    }

    private static BypassReason? Bypass(RequestHead request, in RequestFacts asked, CachePolicy policy) =>
        policy.Bypass || policy.Lifetime is Lifetime.Unstored ? BypassReason.Excluded

        // §4: the request method associated with the stored response allows it to be used for the presented request
            : !policy.Allows(request.Method) ? BypassReason.MethodNotCacheable
            : asked.Control.NoStore ? BypassReason.RequestNoStore

            // §4.3.2: If-Match and If-Unmodified-Since are not evaluated by a cache
            : asked.HasOriginPrecondition ? BypassReason.OriginPrecondition

            // RFC 9110 §14.2: of a range unit that is not understood only the origin server knows what it means
            : asked.HasUnknownRange ? BypassReason.RangeRequest
            : null;

    private static StaleReason? Refusal(in ResponseFacts facts, TimeSpan age, FreshnessLifetime lifetime, in RequestFacts asked)
    {
        // §4.4: invalidate means that the cache will either remove the stored response or mark it as invalid and in need of validation
        if (facts.Has(ResponseFlags.Invalidated))
        {
            return StaleReason.Invalidated;
        }

        // §4: the stored response does not contain the no-cache directive, unless it is successfully validated
        if (facts.Has(ResponseFlags.NoCache))
        {
            return StaleReason.NoCache;
        }

        if (facts.ForbidsStoring)
        {
            return StaleReason.NoStore;
        }

        // §5.2.1.4: the client prefers stored response not be used to satisfy the request without successful validation
        if (asked.Control.NoCache)
        {
            return StaleReason.RequestNoCache;
        }

        // §4.2: response_is_fresh = (freshness_lifetime > current_age)
        if (lifetime.Value <= age)
        {
            return lifetime.Source == LifetimeSource.None ? StaleReason.NoFreshnessLifetime : StaleReason.Expired;
        }

        // §5.2.1.1: the client prefers a response whose age is less than or equal to the specified number of seconds
        // RFC 8246 §2.1: a fresh response containing immutable is not revalidated by a mere reload, which sends max-age=0
        if (asked.Control.MaxAge is { } maxAge && age > maxAge && !(facts.Has(ResponseFlags.Immutable) && maxAge == TimeSpan.Zero))
        {
            return StaleReason.RequestMaxAge;
        }

        // §5.2.1.3: a response whose freshness lifetime is no less than its current age plus the specified time in seconds
        return asked.Control.MinFresh is { } minFresh && lifetime.Value < age + minFresh ? StaleReason.RequestMinFresh : null;
    }

    private static bool MaxStale(
        in ResponseFacts facts, TimeSpan age, FreshnessLifetime lifetime, in RequestFacts asked, CachePolicy policy, StaleReason reason)
    {
        if (reason is not (StaleReason.Expired or StaleReason.NoFreshnessLifetime)
            || StaleResponses.Prohibition(facts, policy) is not null
            || (asked.Control.MaxAge is { } maxAge && age > maxAge) || asked.Control.MinFresh is not null)
        {
            return false;
        }

        // §5.2.1.2: the client will accept a response that has exceeded its freshness lifetime by no more than the specified time
        return (asked.Control.MaxStale is { } maxStale && age - lifetime.Value <= maxStale)
            || (policy.MaxStale is { } accepted && age - lifetime.Value <= accepted);
    }

    private static ReuseDecision Validate(
        RequestHead request,
        in RequestFacts asked,
        IReadOnlyList<StoredHead> candidates,
        StoredHead head,
        in ResponseFacts facts,
        CachePolicy policy,
        DateTimeOffset now,
        TimeSpan age,
        FreshnessLifetime lifetime,
        StaleReason reason)
    {
        var validated = ConditionalRequest.Candidates(request, candidates, head);
        var whileRevalidating = reason is StaleReason.Expired or StaleReason.NoFreshnessLifetime
            && StaleResponses.WhileRevalidating(facts, policy, now) == StalePermission.Allowed
            && (asked.Control.MaxAge is not { } maxAge || age <= maxAge) && asked.Control.MinFresh is null;
        return new ReuseDecision.Stale(
            head, validated, ConditionalRequest.For(request, validated), age, lifetime, reason, whileRevalidating);
    }
}
