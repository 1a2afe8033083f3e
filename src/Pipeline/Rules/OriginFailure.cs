namespace Freshet.Rules;

/// <summary>How a validation failed.</summary>
public enum OriginFailure
{
    /// <summary>No response came: the cache is disconnected (RFC 9111 §4.2.4).</summary>
    Disconnected,

    /// <summary>The response was 500, 502, 503 or 504 (RFC 5861 §4).</summary>
    ServerError,
}
