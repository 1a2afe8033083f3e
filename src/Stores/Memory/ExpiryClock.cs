namespace Freshet.Stores;

/// <summary>Says what has expired. It reads the system's clock once in half a second, unless a moment is so near that it matters.</summary>
/// <remarks>The time since the last reading comes from a counter that costs a fifth. When the system's clock is set forward, that is noticed half a second later.</remarks>
internal sealed class ExpiryClock(TimeProvider time)
{
    private const long LongestMilliseconds = 500;
    private const long Margin = TimeSpan.TicksPerSecond;

    private readonly bool _isSystem = time == TimeProvider.System;
    private Reading _last = new(-LongestMilliseconds, 0);

    public bool IsPast(DateTimeOffset? moment) => moment is { } at && IsPast(at.UtcTicks);

    public bool IsPast(long at)
    {
        if (!_isSystem)
        {
            return at <= time.GetUtcNow().UtcTicks;
        }

        Reading last = Volatile.Read(ref _last);
        long counter = Environment.TickCount64;
        if (counter - last.Counter < LongestMilliseconds && at - last.Now > Margin)
        {
            return false;
        }

        long now = time.GetUtcNow().UtcTicks;
        Volatile.Write(ref _last, new Reading(counter, now));
        return at <= now;
    }

    private sealed record Reading(long Counter, long Now);
}
