using Freshet.Program.Running;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet crawl</c> takes. Values are read as text, so that one reader words every problem and all are told at once.</summary>
internal sealed class CrawlArguments
{
    public Option Depth { get; } = Option.Value("--depth", "N", "Follow links at most N deep; the URLs given are 0. Default: no limit.");

    public Option MaxPages { get; } = Option.Value("--max-pages", "N", "Take up at most N URLs. Default: no limit.");

    public Option Scope { get; } = Option.Value("--scope", "host|domain|prefix|any", "Which links to follow. Default: host.");

    public Option Seeds { get; } = Option.Value("--seeds", "FILE", "Read more URLs from a file, one a line (# begins a comment).");

    public Option Store { get; } = Option.Value("--store", "DIR|URL", "Directory of the store, or another store (below). Default: freshet in the user's cache directory.");

    public Option StoreSize { get; } = Option.Value("--store-size", "SIZE", "The most that the store may take on disk. Default: 4G.");

    public Option MemoryTier { get; } =
        Option.Value("--memory-tier", "SIZE", "Keep that much of the store in memory too. Default: none, as a crawl looks each URL up once.");

    public Option Memory { get; } = Option.Flag("--memory", "Store in memory alone; nothing is kept.");

    public Option NoStore { get; } = Option.Flag("--no-store", "Crawl without a store.");

    public Option Revalidate { get; } = Option.Flag("--revalidate", "Ask the origin about every stored response, fresh or not.");

    public Option Concurrency { get; } = Option.Value("--concurrency", "N", "URLs in flight at once. Default: 16.");

    public Option ConnectionsPerHost { get; } =
        Option.Value("--connections-per-host", "N", "Requests to one host at once. Default: 2, no limit on loopback.");

    public Option Delay { get; } = Option.Value("--delay", "TIME", "Time between requests to one host. Default: 500ms, none on loopback.");

    public Option UserAgent { get; } = Option.Value("--user-agent", "TEXT", "The User-Agent field.");

    public Option Timeout { get; } =
        Option.Value("--timeout", "TIME", "How long a response may take to begin; the whole of it may take four times that. Default: 30s.");

    public Option MaxBody { get; } = Option.Value("--max-body", "SIZE", "The largest page; a larger one is a failed item. Default: 32M.");

    public Option Json { get; } = Option.Flag("--json", "Print the summary as one JSON object, the last line on stdout.");

    public Option Events { get; } =
        Option.Flag("--events", "Print every event of the cache as a line, with --json as a JSON object, on stdout.");

    public Option Picture { get; } = Option.Value("--picture", "FILE", "Write the stream graph as it ran to a file, as Mermaid text.");

    public Option Quiet { get; } = Option.Flag("--quiet", "No progress and no list of failed pages.", "-q");

    public Option Verbose { get; } = Option.Flag("--verbose", "A line for every page.", "-v");

    public Command ToCommand() => new(
        "crawl",
        "Crawl sites through an HTTP cache: what is stored and fresh is not asked for again.",
        [
            Depth, MaxPages, Scope, Seeds, Store, StoreSize, MemoryTier, Memory, NoStore, Revalidate, Concurrency, ConnectionsPerHost, Delay,
            UserAgent, Timeout, MaxBody, Json, Events, Picture, Quiet, Verbose,
        ],
        HelpTexts.Crawl,
        arguments => CrawlCommand.RunAsync(CrawlSettingsReader.Read(this, arguments, () => Console.In)))
    {
        Operand = "URL",
        OperandDescription = "Where to begin; - reads URLs from stdin, one a line.",
    };
}
