namespace Freshet.Rules;

/// <summary>Whether a stale response may be used (RFC 9111 §4.2.4, RFC 5861).</summary>
public enum StalePermission
{
    /// <summary>It may.</summary>
    Allowed,

    /// <summary>It has must-revalidate (§5.2.2.2).</summary>
    MustRevalidate,

    /// <summary>It has no-cache (§5.2.2.4).</summary>
    NoCache,

    /// <summary>It has proxy-revalidate, and the cache is shared (§5.2.2.8).</summary>
    ProxyRevalidate,

    /// <summary>It has s-maxage, and the cache is shared (§5.2.2.10).</summary>
    SMaxAge,

    /// <summary>It has been invalidated (§4.4).</summary>
    Invalidated,

    /// <summary>Neither the response, nor the request, nor the policy allows it.</summary>
    NotPermitted,

    /// <summary>It has been stale for longer than is allowed.</summary>
    StaleForTooLong,
}
