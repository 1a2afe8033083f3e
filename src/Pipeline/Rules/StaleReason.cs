namespace Freshet.Rules;

/// <summary>Why a stored response may not be used without validation (RFC 9111 §4, §4.2.4, §5.2).</summary>
public enum StaleReason
{
    /// <summary>It has been invalidated (§4.4).</summary>
    Invalidated,

    /// <summary>It has no-cache (§5.2.2.4).</summary>
    NoCache,

    /// <summary>It has no-store, by a later 304.</summary>
    NoStore,

    /// <summary>Its age has reached its freshness lifetime.</summary>
    Expired,

    /// <summary>It has no freshness lifetime at all.</summary>
    NoFreshnessLifetime,

    /// <summary>The request has no-cache (§5.2.1.4).</summary>
    RequestNoCache,

    /// <summary>It is older than the request's max-age (§5.2.1.1).</summary>
    RequestMaxAge,

    /// <summary>It is not fresh for as long as the request's min-fresh (§5.2.1.3).</summary>
    RequestMinFresh,

    /// <summary>The cache's owner wants it validated: <see cref="RefreshMode.Soft"/>.</summary>
    Refresh,
}
