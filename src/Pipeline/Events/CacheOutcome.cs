namespace Freshet.Events;

/// <summary>How a logical lookup ended.</summary>
public enum CacheOutcome
{
    /// <summary>A fresh stored response was used, without any request.</summary>
    Hit,

    /// <summary>A stale stored response was used (RFC 9111 §4.2.4, RFC 5861).</summary>
    StaleHit,

    /// <summary>The origin answered 304 and the stored response was freshened (RFC 9111 §4.3.4).</summary>
    Revalidated,

    /// <summary>The origin answered a conditional request with a new response.</summary>
    Replaced,

    /// <summary>Nothing stored could be used.</summary>
    Miss,

    /// <summary>The cache was not consulted; the origin was asked.</summary>
    Bypass,

    /// <summary>There is no response: the request failed and nothing stored may stand in.</summary>
    Failed,
}
