using System.CommandLine;

namespace Freshet.Program.Cli;

/// <summary>What <c>freshet proxy</c> takes.</summary>
internal sealed class ProxyArguments
{
    public Option<string> Listen { get; } =
        Value("--listen", "HOST:PORT", "The address to listen on; port 0 takes a free one. Default: 127.0.0.1:8080.");

    public Option<string> Origin { get; } =
        Value("--origin", "URL", "The server to stand in for, a reverse proxy. Default: none, a forward proxy for all.");

    public Option<bool> Private { get; } = new("--private") { Description = "A private cache, for one user. Default: shared." };

    public Option<string> Store { get; } = Value("--store", "DIR|memory:", "Where responses are stored. Default: memory:, nothing is kept.");

    public Option<string> StoreSize { get; } = Value("--store-size", "SIZE", "The most that a store on disk may take. Default: 4G.");

    public Option<string> Memory { get; } =
        Value("--memory", "SIZE", "The memory for stored responses, with --store DIR as a tier above it. Default: 256M, with --store DIR none.");

    public Option<string> MaxBody { get; } = Value("--max-body", "SIZE", "The largest response that is stored; a larger one passes through. Default: 32M.");

    public Option<string> Timeout { get; } = Value("--timeout", "TIME", "How long a response may take to begin. Default: 30s.");

    public Option<bool> PreserveHost { get; } =
        new("--preserve-host") { Description = "Pass the Host field on to the origin as it came. Default: the origin's own." };

    public Option<bool> NoTunnel { get; } = new("--no-tunnel") { Description = "Refuse CONNECT. Default: tunnels to --tunnel-ports, uncached." };

    public Option<string> TunnelPorts { get; } = Value("--tunnel-ports", "N,N|any", "The ports that tunnels may lead to. Default: 443.");

    public Option<bool> CacheStatus { get; } = new("--cache-status") { Description = "Say in Cache-Status how a response was answered (RFC 9211)." };

    public Option<bool> Json { get; } = new("--json") { Description = "With --events: as JSON objects." };

    public Option<bool> Events { get; } = new("--events") { Description = "Print every event of the cache as a line on stdout." };

    public Option<bool> Verbose { get; } = new("--verbose", "-v") { Description = "Log more." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])
        [
            Listen, Origin, Private, Store, StoreSize, Memory, MaxBody, Timeout, PreserveHost, NoTunnel, TunnelPorts, CacheStatus, Events, Json,
            Verbose,
        ])
        {
            command.Options.Add(option);
        }
    }

    private static Option<string> Value(string name, string form, string description) => new(name) { HelpName = form, Description = description };
}
