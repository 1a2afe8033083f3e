using Freshet.Crawls;
using Freshet.Program.Cli;

namespace Freshet.Program.Output;

/// <summary>What a user sees of a running crawl, on stderr; stdout is for results.</summary>
internal abstract class CrawlView : IDisposable
{
    public static CrawlView For(CrawlSettings settings) =>
        settings is { Verbosity: Verbosity.Normal, Events: false } && Terminal.OnStderr
            ? new LiveView()
            : new PlainView(Console.Error, settings.Verbosity);

    /// <summary>Says one line; from any thread.</summary>
    public abstract void Say(string line, bool evenIfQuiet = false);

    /// <summary>Shows the progress until the run ends; the run's faults are not thrown here.</summary>
    public abstract Task FollowAsync(CrawlRun run);

    /// <summary>Leaves the terminal as it was; may be called more than once, from any thread.</summary>
    public virtual void Close()
    {
    }

    public void Dispose() => Close();
}
