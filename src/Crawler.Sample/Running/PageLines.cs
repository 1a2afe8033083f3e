using Freshet.Crawls;
using Freshet.Program.Cli;
using Freshet.Program.Output;

namespace Freshet.Program.Running;

/// <summary>Looks at every page: says which failed, and remembers whether a seed did.</summary>
internal sealed class PageLines(CrawlView view, Verbosity verbosity)
{
    private const int MostFailures = 20;
    private int _failures;

    public bool SeedFailed { get; private set; }

    public ValueTask OnPageAsync(Page page, CancellationToken cancellationToken)
    {
        if (page.Failure is not null || page.Status >= 400)
        {
            SeedFailed |= page.Depth == 0;
        }

        if (verbosity == Verbosity.Verbose)
        {
            view.Say(page.Failure is null
                ? $"{page.Outcome.ToString().ToLowerInvariant(),-11} {page.Status} {Units.Bytes(page.Body.Length),8} {page.Links,4} links  {page.Url}"
                : $"{"failed",-11} {page.Url}: {FailureReason.Of(page)}");
        }
        else if (page.Failure is not null && verbosity == Verbosity.Normal)
        {
            SayFailure(page);
        }

        return ValueTask.CompletedTask;
    }

    private void SayFailure(Page page)
    {
        var number = Interlocked.Increment(ref _failures);
        if (number <= MostFailures)
        {
            view.Say($"failed {page.Url}: {FailureReason.Of(page)}");
        }
        else if (number == MostFailures + 1)
        {
            view.Say("Further failures are counted, not listed; --verbose lists all.");
        }
    }
}
