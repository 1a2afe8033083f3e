using System.Collections.Concurrent;
using Freshet.Crawls;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Freshet.Program.Output;

/// <summary>A table on the terminal that moves with the crawl.</summary>
internal sealed class LiveView : CrawlView
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private readonly IAnsiConsole _console = SpectreConsole.On(Console.Error);
    private readonly ConcurrentQueue<string> _lines = new();
    private volatile bool _following;

    public override void Say(string line, bool evenIfQuiet = false)
    {
        _lines.Enqueue(line);
        if (!_following)
        {
            WriteLines();
        }
    }

    public override async Task FollowAsync(CrawlRun run)
    {
        _following = true;
        var rate = new Rate();
        await _console.Live(Render(run.Progress(), 0)).AutoClear(true).StartAsync(async live =>
        {
            while (await Task.WhenAny(run.Completion, Task.Delay(Interval)) != run.Completion)
            {
                WriteLines();
                var now = run.Progress();
                live.UpdateTarget(Render(now, rate.Of(now)));
            }
        });
        _following = false;
        WriteLines();
    }

    public override void Close()
    {
        WriteLines();
        _console.Cursor.Show(true);
    }

    private void WriteLines()
    {
        while (_lines.TryDequeue(out var line))
        {
            _console.WriteLine(line);
        }
    }

    private static Panel Render(CrawlSummary now, double rate)
    {
        var grid = new Grid();
        for (var i = 0; i < 4; i++)
        {
            grid.AddColumn(new GridColumn().NoWrap().PadLeft(i == 0 ? 0 : 3)).AddColumn(new GridColumn().NoWrap().PadLeft(1).RightAligned());
        }

        void Row(params ReadOnlySpan<(string Name, string Value, string Colour)> cells)
        {
            List<IRenderable> row = [];
            foreach (var (name, value, colour) in cells)
            {
                row.Add(new Markup($"[grey]{name}[/]"));
                row.Add(new Markup($"[{colour}]{value}[/]"));
            }

            grid.AddRow([.. row]);
        }

        Row(
            ("pages", Units.Count(now.Pages), "bold"),
            ("rate", Units.Rate(rate), "default"),
            ("queued", Units.Count(now.Queued), "default"),
            ("in flight", Units.Count(now.InFlight), "default"));
        Row(
            ("hits", Units.Count(now.Hits + now.StaleHits), "green"),
            ("revalidated", Units.Count(now.Revalidated), "aqua"),
            ("misses", Units.Count(now.Misses + now.Replaced + now.Bypassed), "yellow"),
            ("failed", Units.Count(now.Failed), now.Failed > 0 ? "red" : "default"));
        Row(
            ("bytes", Units.Bytes(now.Bytes), "default"),
            ("received", Units.Bytes(now.NetworkBytes), "default"),
            ("links", Units.Count(now.Links), "default"),
            ("time", Units.Time(now.Elapsed), "default"));
        return new Panel(grid) { Border = BoxBorder.Rounded, BorderStyle = new Style(Color.Grey) };
    }

    // Pages a second over the last two seconds.
    private sealed class Rate
    {
        private readonly Queue<(TimeSpan At, long Pages)> _marks = new([(TimeSpan.Zero, 0)]);

        public double Of(CrawlSummary now)
        {
            _marks.Enqueue((now.Elapsed, now.Pages));
            if (_marks.Count > 10)
            {
                _marks.Dequeue();
            }

            var (at, pages) = _marks.Peek();
            return now.Elapsed > at ? (now.Pages - pages) / (now.Elapsed - at).TotalSeconds : 0;
        }
    }
}
