using System.CommandLine;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet crawl</c> takes. Values are read as text, so that one reader words every problem and all are told at once.</summary>
internal sealed class CrawlArguments
{
    public Argument<string[]> Urls { get; } = new("URL")
    {
        Description = "Where to begin; - reads URLs from stdin, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public Option<string> Depth { get; } = Value("--depth", "N", "Follow links at most N deep; the URLs given are 0. Default: no limit.");

    public Option<string> MaxPages { get; } = Value("--max-pages", "N", "Take up at most N URLs. Default: no limit.");

    public Option<string> Scope { get; } = Value("--scope", "host|domain|prefix|any", "Which links to follow. Default: host.");

    public Option<string> Seeds { get; } = Value("--seeds", "FILE", "Read more URLs from a file, one a line (# begins a comment).");

    public Option<string> Store { get; } = Value("--store", "DIR", "Directory of the store. Default: freshet in the user's cache directory.");

    public Option<string> StoreSize { get; } = Value("--store-size", "SIZE", "The most that the store may take on disk. Default: 4G.");

    public Option<string> MemoryTier { get; } =
        Value("--memory-tier", "SIZE", "Keep that much of the store in memory too. Default: none, as a crawl looks each URL up once.");

    public Option<bool> Memory { get; } = new("--memory") { Description = "Store in memory alone; nothing is kept." };

    public Option<bool> NoStore { get; } = new("--no-store") { Description = "Crawl without a store." };

    public Option<bool> Revalidate { get; } = new("--revalidate") { Description = "Ask the origin about every stored response, fresh or not." };

    public Option<string> Concurrency { get; } = Value("--concurrency", "N", "URLs in flight at once. Default: 16.");

    public Option<string> ConnectionsPerHost { get; } =
        Value("--connections-per-host", "N", "Requests to one host at once. Default: 2, no limit on loopback.");

    public Option<string> Delay { get; } = Value("--delay", "TIME", "Time between requests to one host. Default: 500ms, none on loopback.");

    public Option<string> UserAgent { get; } = Value("--user-agent", "TEXT", "The User-Agent field.");

    public Option<string> Timeout { get; } =
        Value("--timeout", "TIME", "How long a response may take to begin; the whole of it may take four times that. Default: 30s.");

    public Option<string> MaxBody { get; } = Value("--max-body", "SIZE", "The largest page; a larger one is a failed item. Default: 32M.");

    public Option<bool> Json { get; } = new("--json") { Description = "Print the summary as one JSON object, the last line on stdout." };

    public Option<bool> Events { get; } =
        new("--events") { Description = "Print every event of the cache as a line, with --json as a JSON object, on stdout." };

    public Option<string> Picture { get; } = Value("--picture", "FILE", "Write the stream graph as it ran to a file, as Mermaid text.");

    public Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "No progress and no list of failed pages." };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "A line for every page." };

    public Command ToCommand() => new("crawl", "Crawl sites through an HTTP cache: what is stored and fresh is not asked for again.")
    {
        Urls, Depth, MaxPages, Scope, Seeds, Store, StoreSize, MemoryTier, Memory, NoStore, Revalidate, Concurrency, ConnectionsPerHost, Delay,
        UserAgent, Timeout, MaxBody, Json, Events, Picture, Quiet, Verbose,
    };

    private static Option<string> Value(string name, string form, string description) => new(name) { HelpName = form, Description = description };
}
