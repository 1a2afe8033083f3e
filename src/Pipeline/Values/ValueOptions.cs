namespace Freshet.Values;

/// <summary>How one value is kept; what is null is as the cache's <see cref="ValueCacheOptions.Defaults"/> say.</summary>
public sealed record ValueOptions
{
    /// <summary>How long the value is fresh, from the moment it is stored.</summary>
    /// <value>5 minutes unless set, or without end when <see cref="Sliding"/> or <see cref="ExpiresAt"/> is set beside it. <see cref="Timeout.InfiniteTimeSpan"/> is never; zero or less stores nothing and removes what is stored.</value>
    public TimeSpan? Lifetime { get; init; }

    /// <summary>When the value ceases to be fresh; with a lifetime, the earlier of both. A time in the past stores nothing.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How long the value is fresh after each use, within its lifetime.</summary>
    public TimeSpan? Sliding { get; init; }

    /// <summary>The most that is added to the lifetime at random, so that what was stored at once does not expire at once.</summary>
    public TimeSpan? Jitter { get; init; }

    /// <summary>Names under which the value may be purged together with others.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What the value was made with: one that was stored with another version is a miss.</summary>
    public string? Version { get; init; }

    /// <summary>How long memory holds on to it.</summary>
    public ValuePriority? Priority { get; init; }

    /// <summary>What it counts for against <see cref="ValueMemoryOptions.MaxSize"/>.</summary>
    /// <value>1 unless set; its bytes where memory holds copies.</value>
    public long? Size { get; init; }

    /// <summary>Where it is looked for and kept.</summary>
    /// <value>Memory and store.</value>
    public ValuePlaces? Places { get; init; }

    /// <summary>What happens when the factory fails, is slow, or is about to be needed.</summary>
    public ValueResilience? Resilience { get; init; }

    /// <summary>Which results are kept for another time than the lifetime.</summary>
    public ResultLifetimes? Results { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Sliding <= TimeSpan.Zero)
        {
            yield return $"{nameof(Sliding)} is {Sliding}; more than zero is right.";
        }

        if (Jitter < TimeSpan.Zero)
        {
            yield return $"{nameof(Jitter)} is {Jitter}; zero or more is right.";
        }

        if (Size < 0)
        {
            yield return $"{nameof(Size)} is {Size}; zero or more is right.";
        }

        if (Tags?.Any(string.IsNullOrEmpty) == true)
        {
            yield return $"{nameof(Tags)} has an empty tag.";
        }

        foreach (var problem in Resilience?.Problems() ?? [])
        {
            yield return problem;
        }
    }
}
