namespace Freshet.Http;

/// <summary>Why a cache sends a request on, in the words of Cache-Status (RFC 9211 §2.2).</summary>
public static class CacheForward
{
    /// <summary>The cache was configured to not handle the request.</summary>
    public const string Bypass = "bypass";

    /// <summary>The request method's semantics require the request to be sent on.</summary>
    public const string Method = "method";

    /// <summary>There is no stored response of the request's URI.</summary>
    public const string UriMiss = "uri-miss";

    /// <summary>There are stored responses of the URI, and the request's fields select none of them.</summary>
    public const string VaryMiss = "vary-miss";

    /// <summary>There is no stored response; the cache doesn't tell why.</summary>
    public const string Miss = "miss";

    /// <summary>A fresh response was there, and the request does not allow its use.</summary>
    public const string Request = "request";

    /// <summary>A response was there, and it is stale.</summary>
    public const string Stale = "stale";

    /// <summary>A part of the response was there.</summary>
    public const string Partial = "partial";
}
