namespace Freshet.Bench;

internal static class Cpu
{
    public const int WarmUps = 10;

    /// <summary>The median CPU time of this process over some rounds of the work, and what the last one allocated.</summary>
    public static TimeSpan PerRound(int rounds, Action work, out long allocated)
    {
        for (var i = 0; i < (rounds > 2 ? WarmUps : 1); i++)
            work();
        var times = new List<TimeSpan>();
        allocated = 0;
        for (var i = 0; i < rounds; i++)
        {
            var memory = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.CpuUsage.TotalTime;
            work();
            times.Add(Environment.CpuUsage.TotalTime - start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - memory;
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
