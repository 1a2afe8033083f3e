namespace Freshet.Events;

/// <summary>How one lookup of a value ended; there is exactly one for each.</summary>
/// <param name="Key">The key within the cache.</param>
/// <param name="At">When the lookup ended.</param>
/// <param name="Cache">The name of the cache.</param>
/// <param name="Outcome">How it ended, in the words of lookups of responses: <see cref="CacheOutcome.Replaced"/> is a stale value that was made anew.</param>
/// <param name="Reason">Why, or null for a plain hit.</param>
/// <param name="Tier">The tier that had the value, or null when it was made.</param>
/// <param name="Error">What the factory threw, for <see cref="CacheOutcome.Failed"/> and a stale value that stands in.</param>
public sealed record ValueEvent(
    string Key, DateTimeOffset At, string Cache, CacheOutcome Outcome, string? Reason = null, string? Tier = null, Exception? Error = null)
    : CacheEvent(Key, At);
