using Freshet.Crawls;
using Freshet.Program.Cli;

namespace Freshet.Program.Running;

/// <summary>How a crawl ended.</summary>
/// <param name="Summary">Its counts.</param>
/// <param name="Signal">The number of the signal that ended it early, or null.</param>
/// <param name="Saved">Whether everything stored is durable.</param>
/// <param name="SeedFailed">Whether a URL of the command line failed or has an error status.</param>
internal sealed record CrawlResult(CrawlSummary Summary, int? Signal, bool Saved, bool SeedFailed)
{
    public int ExitCode =>
        Signal is { } signal ? ExitCodes.OfSignal(signal)
        : !Saved ? ExitCodes.StoreFailed
        : Summary.Pages == Summary.ErrorStatuses ? ExitCodes.NothingFetched
        : SeedFailed ? ExitCodes.SeedFailed
        : ExitCodes.Done;

    public double PagesPerSecond => Summary.Elapsed > TimeSpan.Zero ? Summary.Pages / Summary.Elapsed.TotalSeconds : 0;
}
