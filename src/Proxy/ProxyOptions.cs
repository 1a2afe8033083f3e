using System.Net;
using Freshet.Caching;

namespace Freshet.Proxies;

/// <summary>Where a proxy listens, for whom it stands in, and what it lets pass.</summary>
public sealed record ProxyOptions
{
    /// <summary>The address and port to listen on; port 0 takes a free one.</summary>
    /// <value>Default: a free port of 127.0.0.1.</value>
    public IPEndPoint Listen { get; init; } = new(IPAddress.Loopback, 0);

    /// <summary>The server that a reverse proxy stands in for: an http or https URL without path, query and user name.</summary>
    /// <value>Default: null, a forward proxy, which is sent absolute URLs.</value>
    public Uri? Origin { get; init; }

    /// <summary>Whether a reverse proxy passes on the Host field as its client sent it, and so keeps the responses of hosts apart.</summary>
    /// <value>Default: false, the origin is sent its own.</value>
    public bool PreserveHost { get; init; }

    /// <summary>Whether a forward proxy opens tunnels (CONNECT, RFC 9110 §9.3.6), whose content is not cached.</summary>
    /// <value>Default: true.</value>
    public bool Tunnels { get; init; } = true;

    /// <summary>The ports that tunnels may lead to; none means all.</summary>
    /// <value>Default: 443 alone.</value>
    public IReadOnlyList<int> TunnelPorts { get; init; } = [443];

    /// <summary>Whether responses say in a Cache-Status field how they were answered (RFC 9211).</summary>
    /// <value>Default: false.</value>
    public bool CacheStatus { get; init; }

    /// <summary>The proxy's name in Via (RFC 9110 §7.6.3) and Cache-Status: a token.</summary>
    /// <value>Default: <c>freshet</c>.</value>
    public string Name { get; init; } = "freshet";

    /// <summary>Bounds on what one exchange with an origin may cost.</summary>
    /// <value>Default: 30 seconds for the head, no practical limit for the whole.</value>
    public FetchLimits Limits { get; init; } = new() { TotalTimeout = TimeSpan.FromDays(1) };

    /// <summary>How many connections one origin may be asked over at once.</summary>
    /// <value>At least 1. Default: 256.</value>
    public int MaxConnectionsPerOrigin { get; init; } = 256;

    /// <summary>What is wrong with the options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (Origin is not null && !IsOrigin(Origin))
        {
            yield return $"{nameof(Origin)} is {Origin}; it must be an http or https URL without path, query and user name, such as http://127.0.0.1:8080.";
        }

        if (Name.Length == 0 || !Name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_'))
        {
            yield return $"{nameof(Name)} is \"{Name}\"; it must be letters, digits, -, . and _ alone.";
        }

        if (TunnelPorts.Any(port => port is < 1 or > 65535))
        {
            yield return $"{nameof(TunnelPorts)} has {TunnelPorts.First(port => port is < 1 or > 65535)}; ports are 1 to 65535.";
        }

        if (MaxConnectionsPerOrigin < 1)
        {
            yield return $"{nameof(MaxConnectionsPerOrigin)} is {MaxConnectionsPerOrigin}; it must be at least 1.";
        }

        foreach (var problem in Limits.Problems())
        {
            yield return problem;
        }
    }

    private static bool IsOrigin(Uri uri) =>
        uri.IsAbsoluteUri && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "", Host.Length: > 0 };
}
