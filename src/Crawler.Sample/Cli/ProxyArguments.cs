using Freshet.Program.Running;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet proxy</c> takes.</summary>
internal sealed class ProxyArguments
{
    public Option Listen { get; } =
        Option.Value("--listen", "HOST:PORT", "The address to listen on; port 0 takes a free one. Default: 127.0.0.1:8080.");

    public Option Origin { get; } =
        Option.Value("--origin", "URL", "The server to stand in for, a reverse proxy. Default: none, a forward proxy for all.");

    public Option Private { get; } = Option.Flag("--private", "A private cache, for one user. Default: shared.");

    public Option Store { get; } = Option.Value("--store", "DIR|URL", "Where responses are stored (below). Default: memory:, nothing is kept.");

    public Option StoreSize { get; } = Option.Value("--store-size", "SIZE", "The most that a store on disk may take. Default: 4G.");

    public Option Memory { get; } =
        Option.Value("--memory", "SIZE", "The memory for stored responses, with --store DIR as a tier above it. Default: 256M, with --store DIR none.");

    public Option MaxBody { get; } = Option.Value("--max-body", "SIZE", "The largest response that is stored; a larger one passes through. Default: 256M.");

    public Option Timeout { get; } = Option.Value("--timeout", "TIME", "How long a response may take to begin. Default: 30s.");

    public Option PreserveHost { get; } =
        Option.Flag("--preserve-host", "Pass the Host field on to the origin as it came. Default: the origin's own.");

    public Option NoTunnel { get; } = Option.Flag("--no-tunnel", "Refuse CONNECT. Default: tunnels to --tunnel-ports, uncached.");

    public Option TunnelPorts { get; } = Option.Value("--tunnel-ports", "N,N|any", "The ports that tunnels may lead to. Default: 443.");

    public Option CacheStatus { get; } = Option.Flag("--cache-status", "Say in Cache-Status how a response was answered (RFC 9211).");

    public Option Json { get; } = Option.Flag("--json", "With --events: as JSON objects.");

    public Option Events { get; } = Option.Flag("--events", "Print every event of the cache as a line on stdout.");

    public Option Verbose { get; } = Option.Flag("--verbose", "Log more.", "-v");

    public Command ToCommand() => new(
        "proxy",
        "Serve as a caching proxy: in front of one server, or for all that clients ask for.",
        [
            Listen, Origin, Private, Store, StoreSize, Memory, MaxBody, Timeout, PreserveHost, NoTunnel, TunnelPorts, CacheStatus, Events, Json,
            Verbose,
        ],
        HelpTexts.Proxy,
        arguments => ProxyCommand.RunAsync(ProxySettingsReader.Read(this, arguments)));
}
