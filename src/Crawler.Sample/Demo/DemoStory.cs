using Freshet.Program.Output;

namespace Freshet.Program.Demo;

/// <summary>Tells the demo to somebody who sees it for the first time.</summary>
internal sealed class DemoStory(TextWriter output)
{
    private readonly List<DemoPass> _passes = [];
    private bool _failed;

    public void Begin(DemoSite site, string directory)
    {
        output.WriteLine($"A small site is served on {site.Url} and crawled three times.");
        output.WriteLine($"It has {site.Pages.Count} pages: with ETag, with Last-Modified, compressed, in five charsets, moved, missing, slow, broken.");
        output.WriteLine($"The store is on disk, in {directory} (removed at the end).");
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

        _passes.Add(pass);
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
        Table().WriteTo(output, Terminal.OnStdout);
        output.WriteLine();
        output.WriteLine(_failed
            ? "Something was not as it must be: see the lines that begin with NOT."
            : """
              What to look at next:
                freshet crawl URL             crawl a site of your own, then once more
                freshet crawl URL --events    see every decision of the cache, with its reason
                freshet crawl --help          all options
                docs/ and README.md           how to build such a pipeline in C# or F#
              """);
        return !_failed;
    }

    private TextTable Table()
    {
        var table = new TextTable("The three crawls", "", "1st", "2nd", "3rd", "");
        void Row(string name, Func<DemoPass, string> value, string remark) => table.Row([name, .. _passes.Select(value), remark]);

        Row("pages", pass => Units.Count(pass.Summary.Pages), "answered, whatever status");
        Row("hits", pass => Units.Count(pass.Summary.Hits), "fresh: no request");
        Row("revalidated", pass => Units.Count(pass.Summary.Revalidated), "stale: a 304, no body");
        Row("replaced", pass => Units.Count(pass.Summary.Replaced), "stale: it had changed");
        Row("misses", pass => Units.Count(pass.Summary.Misses), "fetched");
        Row("failed", pass => Units.Count(pass.Summary.Failed), "no or a broken response");
        Row("requests", pass => Units.Count(pass.Requests.Count), "by the site's own count");
        Row("received", pass => Units.Bytes(pass.Summary.NetworkBytes), "bodies over the network");
        Row("time", pass => Units.Time(pass.Summary.Elapsed), "");
        return table;
    }
}
