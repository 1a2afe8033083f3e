using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Which responses are stored (RFC 9111 §3).</summary>
public static class Storability
{
    /// <summary>Decides about a response.</summary>
    /// <param name="request">The request that it answers.</param>
    /// <param name="response">The response.</param>
    /// <param name="policy">The cache's policy.</param>
    public static StorabilityDecision Decide(RequestHead request, ResponseHead response, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        return Refusal(request, response, policy) is { } reason
            ? new StorabilityDecision.DoNotStore(reason)
            : StorabilityDecision.Store.Instance;
    }

    /// <summary>Whether a response to POST is one that later requests to GET are answered with (RFC 9110 §9.3.3).</summary>
    /// <param name="request">The request that it answers.</param>
    /// <param name="response">The response.</param>
    /// <param name="policy">The cache's policy.</param>
    public static bool AnswersGet(RequestHead request, ResponseHead response, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        if (request.Method != "POST" || policy.Allows("POST") || response.Status != 200)
        {
            return false;
        }

        // RFC 9110 §9.3.3: only cacheable when they include explicit freshness information and a Content-Location header field that has the same
        // value as the POST's target URI
        var control = CacheControl.Parse(response.Fields, policy.TargetedFields);
        return (control.MaxAge is not null || (policy.Shared && control.SMaxAge is not null) || (!control.IsTargeted && response.Fields.Contains("Expires")))
            && response.Fields.First("Content-Location") is { } location
            && Uri.TryCreate(request.Uri, location, out var uri) && CacheKey.Of(uri) == CacheKey.Of(request.Uri);
    }

    private static DoNotStoreReason? Refusal(RequestHead request, ResponseHead response, CachePolicy policy)
    {
        // §3: the request method is understood by the cache
        if (request.Method == "HEAD" || (!policy.Allows(request.Method) && !AnswersGet(request, response, policy)))
        {
            return DoNotStoreReason.MethodNotCacheable;
        }

        if (Unwanted(response.Status, policy) is { } unwanted)
        {
            return unwanted;
        }

        // §5.2.1.5: a cache MUST NOT store any part of either this request or any response to it
        if (Overrides.Request(CacheControl.Parse(request.Fields), policy).NoStore)
        {
            return DoNotStoreReason.RequestNoStore;
        }

        var control = Overrides.Response(CacheControl.Parse(response.Fields, policy.TargetedFields), policy);
        return Status(request, response, control)
            ?? Directives(request, control, policy)
            ?? (VaryFields.Parse(response.Fields).IsAny && !Redaction.Has(policy.IgnoredVary, "*") ? DoNotStoreReason.VaryAsterisk : default(DoNotStoreReason?))
            ?? Freshness(response, control, policy);
    }

    private static DoNotStoreReason? Unwanted(int status, CachePolicy policy) =>
        policy.ReadOnly || policy.Offline ? DoNotStoreReason.ReadOnly
            : policy.Bypass || policy.Lifetime is Lifetime.Unstored ? DoNotStoreReason.Excluded
            : policy.Stores(status) ? null
            : DoNotStoreReason.StatusExcluded;

    private static DoNotStoreReason? Status(RequestHead request, ResponseHead response, in CacheControl control)
    {
        var status = response.Status;

        // §3: the response status code is final
        if (status < 200)
        {
            return DoNotStoreReason.StatusNotFinal;
        }

        // §3: if the response status code is 206 or 304, or the must-understand cache directive is present:
        // the cache understands the response status code
        return status == 206 && !PartialContent.IsStorable(request, response) ? DoNotStoreReason.PartialContent
            : status == 304 ? DoNotStoreReason.NotModified
            : control.MustUnderstand && !StatusCodes.IsUnderstood(status) ? DoNotStoreReason.StatusNotUnderstood
            : null;
    }

    private static DoNotStoreReason? Directives(RequestHead request, in CacheControl control, CachePolicy policy)
    {
        // §3: the no-store cache directive is not present in the response
        // §5.2.2.3: must-understand limits caching to a cache that understands the status code; it SHOULD ignore no-store then
        if (control.NoStore && !control.MustUnderstand)
        {
            return DoNotStoreReason.NoStore;
        }

        // §3: if the cache is shared: the private response directive is either not present or allows a shared cache to store a
        // modified response
        if (policy.Shared && control.Private)
        {
            return DoNotStoreReason.PrivateOnSharedCache;
        }

        // §3: if the cache is shared: the Authorization header field is not present in the request or a response directive is present
        // that explicitly allows shared caching (§3.5: must-revalidate, public, s-maxage)
        return policy.Shared && !policy.ForceStore && !policy.Ignores(IgnoredDirectives.Authorization) && request.Fields.Contains("Authorization")
            && !control.MustRevalidate && !control.Public && control.SMaxAge is null
            ? DoNotStoreReason.AuthorizationOnSharedCache
            : null;
    }

    private static DoNotStoreReason? Freshness(ResponseHead response, in CacheControl control, CachePolicy policy) =>

        // §3: the response contains at least one of: a public response directive
        control.Public

        // §3: a private response directive, if the cache is not shared
        || (!policy.Shared && (control.Private || control.PrivateFields.Count > 0))

        // §3: an Expires header field
        // RFC 9213 §2.2: a cache MUST ignore Expires when it uses a targeted field
        || (!control.IsTargeted && response.Fields.Contains("Expires"))

        // §3: a max-age response directive
        || control.MaxAge is not null

        // §3: if the cache is shared: an s-maxage response directive
        || (policy.Shared && control.SMaxAge is not null)

        // An owner who sets a lifetime, or lists the status code, makes it explicit.
        || policy.ForceStore || policy.Lifetime is not null || policy.Statuses is not null

        // §3: a status code that is defined as heuristically cacheable
        || StatusCodes.IsHeuristicallyCacheable(response.Status)
            ? null
            : DoNotStoreReason.NoExplicitFreshnessNorHeuristic;
}
