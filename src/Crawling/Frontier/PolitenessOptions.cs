namespace Freshet.Frontiers;

/// <summary>How often each host may be asked.</summary>
/// <remarks>A host is a name or an address, whatever the port and scheme.</remarks>
public sealed record PolitenessOptions
{
    /// <summary>The politeness towards hosts that nothing else is said of.</summary>
    /// <value>The default is two connections and 500 ms between requests.</value>
    public HostPoliteness Default { get; init; } = new();

    /// <summary>The politeness towards <c>localhost</c>, names below it, 127.0.0.0/8 and ::1.</summary>
    /// <value>The default is <see cref="HostPoliteness.Unlimited"/>.</value>
    public HostPoliteness Loopback { get; init; } = HostPoliteness.Unlimited;

    /// <summary>The politeness towards one host, or null for the other options; asked when the host comes up.</summary>
    /// <value>The default is none. It must be quick and not throw: what it throws leaves a batch added in part.</value>
    public Func<string, HostPoliteness?>? ForHost { get; init; }

    internal HostPoliteness Of(string host)
    {
        var politeness = ForHost?.Invoke(host) ?? (IsLoopback(host) ? Loopback : Default);
        OptionsException.ThrowIfAny(nameof(PolitenessOptions), politeness.Problems($"ForHost('{host}')"));
        return politeness;
    }

    internal IEnumerable<string> Problems() => Default.Problems("Politeness.Default").Concat(Loopback.Problems("Politeness.Loopback"));

    // IPv4 addresses of canonical URLs have four decimal parts; a name can't end in a number.
    private static bool IsLoopback(string host) =>
        host is "localhost" or "localhost." or "[::1]"
        || host.EndsWith(".localhost", StringComparison.Ordinal)
        || (host.StartsWith("127.", StringComparison.Ordinal) && char.IsAsciiDigit(host[^1]));
}
