namespace Freshet.Values;

/// <summary>What a cache holds in the memory of the process, in front of its store.</summary>
public sealed record ValueMemoryOptions
{
    /// <summary>Objects, copies or nothing.</summary>
    /// <value>The default is <see cref="ValueMemoryMode.Objects"/>.</value>
    public ValueMemoryMode Mode { get; init; } = ValueMemoryMode.Objects;

    /// <summary>The most values.</summary>
    /// <value>The default is 100,000. At least 1.</value>
    public int MaxCount { get; init; } = 100_000;

    /// <summary>The most of all values' <see cref="ValueOptions.Size"/> together.</summary>
    /// <value>No bound unless set.</value>
    public long? MaxSize { get; init; }

    /// <summary>The longest that a value is fresh in memory, after which the store is asked: what another machine stored is seen no later.</summary>
    /// <value>No bound unless set.</value>
    public TimeSpan? MaxLifetime { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (MaxCount < 1)
        {
            yield return $"{nameof(ValueCacheOptions.Memory)}.{nameof(MaxCount)} is {MaxCount}; 1 or more is right.";
        }

        if (MaxSize < 1)
        {
            yield return $"{nameof(ValueCacheOptions.Memory)}.{nameof(MaxSize)} is {MaxSize}; 1 or more is right.";
        }

        if (MaxLifetime <= TimeSpan.Zero)
        {
            yield return $"{nameof(ValueCacheOptions.Memory)}.{nameof(MaxLifetime)} is {MaxLifetime}; more than zero is right.";
        }
    }
}
