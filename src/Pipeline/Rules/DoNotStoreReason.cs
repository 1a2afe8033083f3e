namespace Freshet.Rules;

/// <summary>The condition of RFC 9111 §3 by which a response is not stored.</summary>
public enum DoNotStoreReason
{
    /// <summary>The cache does not understand the request method, or stores no responses to it.</summary>
    MethodNotCacheable,

    /// <summary>The request has no-store (§5.2.1.5).</summary>
    RequestNoStore,

    /// <summary>The status code is not final.</summary>
    StatusNotFinal,

    /// <summary>The response is 206, and not one range in bytes as it was asked for (§3.3).</summary>
    PartialContent,

    /// <summary>The response is 304: it freshens stored responses and is not stored itself (§4.3.4).</summary>
    NotModified,

    /// <summary>The response has must-understand and the cache does not know its status code (§5.2.2.3).</summary>
    StatusNotUnderstood,

    /// <summary>The response has no-store (§5.2.2.5).</summary>
    NoStore,

    /// <summary>The response has private and the cache is shared (§5.2.2.7).</summary>
    PrivateOnSharedCache,

    /// <summary>The request has Authorization, the cache is shared, and the response does not allow it (§3.5).</summary>
    AuthorizationOnSharedCache,

    /// <summary>Vary has <c>*</c>: the stored response would never match (§4.1).</summary>
    VaryAsterisk,

    /// <summary>There is neither explicit freshness nor a status code that is heuristically cacheable.</summary>
    NoExplicitFreshnessNorHeuristic,

    /// <summary>The cache's owner wants nothing written: <see cref="CachePolicy.ReadOnly"/>.</summary>
    ReadOnly,

    /// <summary>The cache's owner excludes the status code: <see cref="CachePolicy.Statuses"/>, <see cref="CachePolicy.ExcludedStatuses"/>.</summary>
    StatusExcluded,

    /// <summary>The cache's owner excludes the response: <see cref="Lifetime.DoNotStore"/>, or a filter on responses.</summary>
    Excluded,

    /// <summary>The body is larger than the cache stores.</summary>
    BodyTooLarge,

    /// <summary>The body ended early, or nobody read it to its end: incomplete responses are not stored (§3.3).</summary>
    Incomplete,

    /// <summary>The target URI was invalidated while the response was under way (§4.4).</summary>
    Invalidated,
}
