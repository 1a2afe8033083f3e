namespace Freshet.Rules;

/// <summary>Why a request goes to the server without asking the store.</summary>
public enum BypassReason
{
    /// <summary>The method is neither GET nor HEAD.</summary>
    MethodNotCacheable,

    /// <summary>The request has no-store (§5.2.1.5).</summary>
    RequestNoStore,

    /// <summary>The request is for a range in another unit than bytes.</summary>
    RangeRequest,

    /// <summary>The request has If-Match or If-Unmodified-Since, which only the origin server may evaluate (§4.3.2).</summary>
    OriginPrecondition,

    /// <summary>The cache's owner wants it: <see cref="CachePolicy.Bypass"/>, <see cref="Lifetime.DoNotStore"/>, or a filter on requests.</summary>
    Excluded,

    /// <summary>The request's content is part of the key, and it is not at hand or longer than is read for that.</summary>
    ContentNotAtHand,
}
