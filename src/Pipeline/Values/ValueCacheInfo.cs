namespace Freshet.Values;

/// <summary>What a cache of values has counted since it was made, and what it holds in memory now.</summary>
/// <param name="Hits">Lookups that a fresh value answered, those that waited for another caller's factory among them.</param>
/// <param name="StaleHits">Lookups that a stale value answered.</param>
/// <param name="Misses">Lookups that had to make the value, or found none.</param>
/// <param name="Failures">Lookups that ended with an exception.</param>
/// <param name="Evictions">Values that left memory to keep within its bounds.</param>
/// <param name="Expirations">Values that left memory because their time was over.</param>
/// <param name="Count">The values in memory.</param>
/// <param name="Size">Their <see cref="ValueOptions.Size"/> together.</param>
public readonly record struct ValueCacheInfo(
    long Hits, long StaleHits, long Misses, long Failures, long Evictions, long Expirations, long Count, long Size);
