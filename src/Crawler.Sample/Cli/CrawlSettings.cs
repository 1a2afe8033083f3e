using Freshet.Crawls;

namespace Freshet.Program.Cli;

/// <summary>A crawl as its user asked for it, valid as a whole.</summary>
internal sealed record CrawlSettings
{
    public required IReadOnlyList<Uri> Seeds { get; init; }

    public required CrawlOptions Crawl { get; init; }

    public required StoreChoice Store { get; init; }

    public bool Json { get; init; }

    public bool Events { get; init; }

    public string? Picture { get; init; }

    public Verbosity Verbosity { get; init; } = Verbosity.Normal;
}

/// <summary>How much is said on stderr.</summary>
internal enum Verbosity
{
    Quiet,
    Normal,
    Verbose,
}
