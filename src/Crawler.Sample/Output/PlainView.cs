using Freshet.Crawls;
using Freshet.Program.Cli;

namespace Freshet.Program.Output;

/// <summary>Lines for a log: one every few seconds.</summary>
internal sealed class PlainView(TextWriter output, Verbosity verbosity) : CrawlView
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    public override void Say(string line, bool evenIfQuiet = false)
    {
        if (evenIfQuiet || verbosity != Verbosity.Quiet)
        {
            output.WriteLine(line);
        }
    }

    public override async Task FollowAsync(CrawlRun run)
    {
        var pages = 0L;
        var interval = verbosity == Verbosity.Quiet ? Timeout.InfiniteTimeSpan : Interval;
        using var ended = new CancellationTokenSource();
        while (await Task.WhenAny(run.Completion, Task.Delay(interval, ended.Token)) != run.Completion)
        {
            var now = run.Progress();
            Say(Line(now, (now.Pages - pages) / Interval.TotalSeconds));
            pages = now.Pages;
        }

        await ended.CancelAsync();
    }

    private static string Line(CrawlSummary now, double rate) =>
        $"{Units.Time(now.Elapsed)}: {Units.Count(now.Pages)} pages ({Units.Rate(rate)}), {Units.Count(now.Hits)} hits, "
        + $"{Units.Count(now.Misses)} misses, {Units.Count(now.Revalidated)} revalidated, {Units.Count(now.Failed)} failed, "
        + $"{Units.Count(now.Queued)} queued, {Units.Count(now.InFlight)} in flight, {Units.Bytes(now.Bytes)}";
}
