namespace Freshet.Rules;

/// <summary>What a cache disregards of what servers and clients say.</summary>
/// <remarks>To disregard them is outside RFC 9111: for one's own data, or with the server's consent.</remarks>
[Flags]
public enum IgnoredDirectives
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>The response's <c>no-store</c> (§5.2.2.5).</summary>
    NoStore = 1 << 0,

    /// <summary>The response's <c>no-cache</c> (§5.2.2.4).</summary>
    NoCache = 1 << 1,

    /// <summary>The response's <c>private</c> in a shared cache (§5.2.2.7).</summary>
    Private = 1 << 2,

    /// <summary>The response's <c>must-revalidate</c> and <c>proxy-revalidate</c> (§5.2.2.2, §5.2.2.8), and that <c>s-maxage</c> implies them (§5.2.2.10).</summary>
    MustRevalidate = 1 << 3,

    /// <summary>The response's <c>max-age</c>, <c>s-maxage</c> and <c>Expires</c> (§5.2.2.1, §5.2.2.10, §5.3); heuristics take their place.</summary>
    Expiry = 1 << 4,

    /// <summary>That a shared cache may not store what answers a request with Authorization (§3.5).</summary>
    Authorization = 1 << 5,

    /// <summary>All that responses say.</summary>
    Response = NoStore | NoCache | Private | MustRevalidate | Expiry | Authorization,

    /// <summary>The request's <c>no-store</c> (§5.2.1.5).</summary>
    RequestNoStore = 1 << 8,

    /// <summary>The request's <c>no-cache</c> and <c>Pragma: no-cache</c> (§5.2.1.4, §5.4).</summary>
    RequestNoCache = 1 << 9,

    /// <summary>The request's <c>max-age</c> and <c>min-fresh</c> (§5.2.1.1, §5.2.1.3).</summary>
    RequestMaxAge = 1 << 10,

    /// <summary>The request's <c>max-stale</c> and <c>stale-if-error</c> (§5.2.1.2, RFC 5861 §4).</summary>
    RequestMaxStale = 1 << 11,

    /// <summary>The request's <c>only-if-cached</c> (§5.2.1.7).</summary>
    RequestOnlyIfCached = 1 << 12,

    /// <summary>All that requests say.</summary>
    Request = RequestNoStore | RequestNoCache | RequestMaxAge | RequestMaxStale | RequestOnlyIfCached,
}
