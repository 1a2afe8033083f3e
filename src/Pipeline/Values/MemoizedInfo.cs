namespace Freshet.Values;

/// <summary>What a memoised function has counted in this process since it was made, and what memory holds of it.</summary>
/// <param name="Hits">Calls that the cache answered.</param>
/// <param name="Misses">Calls that ran the function.</param>
/// <param name="Evictions">Results that left memory to keep within its bounds.</param>
/// <param name="Count">Results in memory.</param>
public readonly record struct MemoizedInfo(long Hits, long Misses, long Evictions, long Count);
