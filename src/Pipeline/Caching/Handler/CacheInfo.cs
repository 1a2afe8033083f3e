using Freshet.Events;

namespace Freshet.Caching;

/// <summary>What the cache did for a response.</summary>
/// <param name="Outcome">How the lookup ended.</param>
/// <param name="Reason">Why it was no plain hit: a name of <c>StaleReason</c>, <c>MissReason</c>, <c>BypassReason</c> or <c>OriginFailure</c>; null for a hit.</param>
/// <param name="Key">The cache key.</param>
/// <param name="Age">The age of the stored response that was used, zero for one that has just come.</param>
/// <param name="FreshnessLifetime">How long the stored response that was found is fresh, or null when none was.</param>
/// <param name="Tier">The tier of the store that had the body, or null.</param>
/// <param name="StoredAt">When the stored response that was used was received, or null when the response has just come.</param>
/// <param name="IsCollapsed">Whether it waited for, or shares, another request for the same key.</param>
/// <param name="NotStored">Why the response was not stored, as far as it was known with its head: a name of <c>DoNotStoreReason</c>; null otherwise.</param>
public sealed record CacheInfo(
    CacheOutcome Outcome,
    string? Reason,
    string Key,
    TimeSpan Age,
    TimeSpan? FreshnessLifetime,
    string? Tier,
    DateTimeOffset? StoredAt,
    bool IsCollapsed,
    string? NotStored)
{
    internal static HttpRequestOptionsKey<Exchange> OptionsKey { get; } = new("Freshet.CacheInfo");
}
