namespace Freshet.Rules;

/// <summary>What a freshness lifetime was calculated from (RFC 9111 §4.2.1).</summary>
public enum LifetimeSource
{
    /// <summary>Nothing: the response is stale at once.</summary>
    None,

    /// <summary>The s-maxage directive, in a shared cache.</summary>
    SMaxAge,

    /// <summary>The max-age directive.</summary>
    MaxAge,

    /// <summary>Expires less Date.</summary>
    Expires,

    /// <summary>A heuristic (§4.2.2).</summary>
    Heuristic,

    /// <summary>The cache's owner set it: <see cref="CachePolicy.Lifetime"/>.</summary>
    Override,

    /// <summary>A 404 or 410 without explicit expiry: <see cref="CachePolicy.NotFoundLifetime"/>.</summary>
    Negative,

    /// <summary>A soft purge ended it.</summary>
    Purge,
}
