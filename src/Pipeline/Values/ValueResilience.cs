namespace Freshet.Values;

/// <summary>What happens when a factory fails, is slow, or is about to be needed.</summary>
public sealed record ValueResilience
{
    /// <summary>How long after its lifetime a value is kept to stand in for a factory that fails or is slow.</summary>
    /// <value>Zero unless set: a failure is the caller's.</value>
    public TimeSpan StaleFor { get; init; }

    /// <summary>How long a stale value stands in before the factory is asked again.</summary>
    /// <value>30 seconds unless set.</value>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The part of its lifetime, more than 0 and less than 1, after which a use makes the value anew in the background.</summary>
    public double? RefreshAt { get; init; }

    /// <summary>How long a caller waits for the factory when a stale value is at hand.</summary>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>How long a caller waits for the factory at all; then it gets a stale value or a <see cref="TimeoutException"/>.</summary>
    public TimeSpan? HardTimeout { get; init; }

    /// <summary>Whether a factory whose callers have timed out runs on, so that its value is there for the next one.</summary>
    /// <value>True unless set.</value>
    public bool CompletesInBackground { get; init; } = true;

    internal IEnumerable<string> Problems()
    {
        if (StaleFor < TimeSpan.Zero)
        {
            yield return $"{nameof(StaleFor)} is {StaleFor}; zero or more is right.";
        }

        if (RetryAfter < TimeSpan.Zero)
        {
            yield return $"{nameof(RetryAfter)} is {RetryAfter}; zero or more is right.";
        }

        if (RefreshAt is { } part && !(part > 0 && part < 1))
        {
            yield return $"{nameof(RefreshAt)} is {part}; more than 0 and less than 1 is right.";
        }

        if (SoftTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(SoftTimeout)} is {SoftTimeout}; more than zero is right.";
        }

        if (HardTimeout <= TimeSpan.Zero || HardTimeout < SoftTimeout)
        {
            yield return $"{nameof(HardTimeout)} is {HardTimeout}; more than zero and no less than {nameof(SoftTimeout)} is right.";
        }
    }
}
