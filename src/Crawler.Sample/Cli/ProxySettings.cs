using Freshet.Proxies;
using Freshet.Rules;

namespace Freshet.Program.Cli;

/// <summary>A proxy as its user asked for it, valid as a whole.</summary>
internal sealed record ProxySettings
{
    public required ProxyOptions Proxy { get; init; }

    public required StoreChoice Store { get; init; }

    public required CachePolicy Policy { get; init; }

    public long? MaxBody { get; init; }

    public bool Json { get; init; }

    public bool Events { get; init; }

    public Verbosity Verbosity { get; init; }
}
