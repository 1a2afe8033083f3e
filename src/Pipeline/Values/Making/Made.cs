using Freshet.Events;

namespace Freshet.Values;

// What came of a lookup, for the caller and for those who waited with it.
internal readonly record struct Made<T>(T Value, CacheOutcome Outcome, string? Reason, string? Tier, ValueEntry? Entry, Exception? Error = null);
