using Freshet.Program.Output;

namespace Freshet.Program.Demo;

/// <summary>Tells the demo to somebody who sees it for the first time.</summary>
internal sealed class DemoStory(TextWriter output)
{
    private readonly TextTable _table =
        new("The three crawls", "crawl", "pages", "hits", "revalidated", "replaced", "misses", "failed", "requests", "received", "time");

    private int _passes;
    private bool _failed;

    public void Begin(DemoSite site, string directory)
    {
        output.WriteLine($"A small site is served on {site.Url} and crawled three times.");
        output.WriteLine($"It has {site.Pages.Count} pages: with ETag, with Last-Modified, compressed, in five charsets, moved, missing, slow, broken.");
        output.WriteLine($"The store: memory over disk, in {directory} (removed at the end).");
    }

    public void Tell(string title, DemoPass pass, IEnumerable<DemoCheck> checks)
    {
        output.WriteLine();
        output.WriteLine(title);
        foreach (var check in checks)
        {
            output.WriteLine($"  {(check.Holds ? "ok " : "NOT")} {check.Claim}");
            _failed |= !check.Holds;
        }

        var summary = pass.Summary;
        _table.Row(
            $"{++_passes}",
            Units.Count(summary.Pages),
            Units.Count(summary.Hits),
            Units.Count(summary.Revalidated),
            Units.Count(summary.Replaced),
            Units.Count(summary.Misses),
            Units.Count(summary.Failed),
            Units.Count(pass.Requests.Count),
            Units.Bytes(summary.NetworkBytes),
            Units.Time(summary.Elapsed));
    }

    public void Failures(DemoPass pass)
    {
        foreach (var failure in pass.Failures)
        {
            output.WriteLine($"      {failure}");
        }
    }

    /// <returns>Whether everything was shown as it must be.</returns>
    public bool End()
    {
        output.WriteLine();
        _table.WriteTo(output, Terminal.OnStdout);
        output.WriteLine();
        output.WriteLine(_failed
            ? "Something was not as it must be: see the lines that begin with NOT."
            : """
              Hits cost no request; a revalidation costs one request without a body; a miss costs the page.

              What to look at next:
                freshet crawl URL             crawl a site of your own, then once more
                freshet crawl URL --events    see every decision of the cache, with its reason
                freshet crawl --help          all options
                docs/ and README.md           how to build such a pipeline in C# or F#
              """);
        return !_failed;
    }
}
