namespace Freshet.Control;

/// <summary>How failures are remembered, so that what has just failed is not asked for again at once.</summary>
/// <remarks>
/// A failure is 429, 500, 502, 503, 504, or no response at all. It is kept apart from stored responses and never takes the place of one: a
/// stale response that may stand in for an error still does. The time until the next attempt grows from failure to failure, and ends with the first response.
/// </remarks>
public sealed record FailureOptions
{
    /// <summary>The time until the next attempt after the first failure.</summary>
    /// <value>Not negative; zero remembers no failure. Default: zero.</value>
    public TimeSpan Delay { get; init; }

    /// <summary>What the time is multiplied with at each further failure.</summary>
    /// <value>1 to 100. Default: 2.</value>
    public double Factor { get; init; } = 2;

    /// <summary>The longest such time.</summary>
    /// <value>Not negative. Default: 10 minutes.</value>
    public TimeSpan MaxDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The longest time that a Retry-After field is followed (RFC 9110 §10.2.3).</summary>
    /// <value>Not negative; zero disregards the field. Default: 1 hour.</value>
    public TimeSpan MaxRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long a 404 or 410 without explicit expiry is fresh.</summary>
    /// <value>Not negative; zero leaves it to the heuristics. Default: zero.</value>
    public TimeSpan NotFound { get; init; }

    internal IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(Delay), Delay), (nameof(MaxDelay), MaxDelay), (nameof(MaxRetryAfter), MaxRetryAfter), (nameof(NotFound), NotFound),
        })
        {
            if (value < TimeSpan.Zero)
            {
                yield return $"Failures.{name} is {value}; it must not be negative.";
            }
        }

        if (!(Factor is >= 1 and <= 100))
        {
            yield return $"Failures.{nameof(Factor)} is {Factor}; it must be 1 to 100.";
        }
    }
}
