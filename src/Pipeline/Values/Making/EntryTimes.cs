namespace Freshet.Values;

// UTC ticks.
internal readonly record struct EntryTimes(long FreshUntil, long KeptUntil, long RefreshAt, long Sliding, long SlidesUntil);
