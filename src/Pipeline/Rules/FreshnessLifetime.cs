namespace Freshet.Rules;

/// <summary>How long a response is fresh (RFC 9111 §4.2.1, §4.2.2).</summary>
/// <param name="Value">The freshness lifetime; never negative.</param>
/// <param name="Source">What it was calculated from.</param>
public readonly record struct FreshnessLifetime(TimeSpan Value, LifetimeSource Source)
{
    /// <summary>Calculates the lifetime.</summary>
    public static FreshnessLifetime Of(in ResponseFacts facts, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(policy);
        if (facts.Stated != LifetimeSource.None)
        {
            return new(TimeSpan.FromTicks(facts.StatedTicks), facts.Stated);
        }

        // §4.2.1: if the cache is shared and the s-maxage response directive is present, use its value
        if (policy.Shared && facts.SMaxAge >= 0)
        {
            return new(TimeSpan.FromSeconds(facts.SMaxAge), LifetimeSource.SMaxAge);
        }

        // §4.2.1: if the max-age response directive is present, use its value
        if (facts.MaxAge >= 0)
        {
            return new(TimeSpan.FromSeconds(facts.MaxAge), LifetimeSource.MaxAge);
        }

        // §4.2.1: if the Expires response header field is present, use its value minus the value of the Date response header field
        if (facts.Has(ResponseFlags.HasExpires))
        {
            // §5.3: a cache recipient MUST interpret invalid date formats, especially the value "0", as representing a time in the past
            var value = facts.ExpiresSeconds > facts.DateSeconds
                ? TimeSpan.FromSeconds(facts.ExpiresSeconds - facts.DateSeconds)
                : TimeSpan.Zero;
            return new(value, LifetimeSource.Expires);
        }

        // §4.2.1: otherwise, no explicit expiration time is present; a heuristic freshness lifetime might be applicable
        return Heuristic(facts, policy);
    }

    private static FreshnessLifetime Heuristic(in ResponseFacts facts, CachePolicy policy)
    {
        // §4.2.2: only on responses whose status codes are heuristically cacheable or that are marked as explicitly cacheable
        if (!StatusCodes.IsHeuristicallyCacheable(facts.Status) && !facts.Has(ResponseFlags.Public))
        {
            return default;
        }

        // §4.2.2: if the response has a Last-Modified header field, a value that is no more than some fraction of the interval since then
        var undated = facts.Status >= 301 ? policy.HeuristicLifetimeOfRedirectsAndErrors : policy.HeuristicLifetimeWithoutDate;
        var value = facts.LastModified is not { } modified ? undated
            : modified >= facts.Date ? TimeSpan.Zero
            : (facts.Date - modified) * policy.HeuristicFraction;
        value = value < policy.MaxHeuristicLifetime || facts.LastModified is null ? value : policy.MaxHeuristicLifetime;
        return value > TimeSpan.Zero ? new(value, LifetimeSource.Heuristic) : default;
    }
}
