using System.Net;

namespace Freshet.Stores;

/// <summary>The options of a <see cref="MemcachedStore"/>.</summary>
public sealed record MemcachedStoreOptions
{
    internal const int DefaultPort = 11211;
    internal const int LeastItemBytes = 16 << 10;
    private const int LongestPrefix = 100;

    /// <summary>The servers as <c>host</c> or <c>host:port</c>, at least one; the port is 11211 unless given. All clients name the same ones.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>What the keys of all items begin with: <c>freshet:</c> unless set; up to 100 printable ASCII characters.</summary>
    public string KeyPrefix { get; init; } = "freshet:";

    /// <summary>The largest item the servers take, their option <c>-I</c>: 1 MiB unless set, at least 16 KiB. Longer records are cut into several items.</summary>
    public int MaxItemBytes { get; init; } = 1 << 20;

    /// <summary>The connections to each server: 2 unless set, at least 1. Calls don't wait for each other's answers.</summary>
    public int Connections { get; init; } = 2;

    /// <summary>How long a server may take to answer: 2 seconds unless set.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How late a clear that another process did may be seen: 1 second unless set. Its own a store sees at once.</summary>
    public TimeSpan ClearsSeenWithin { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The name that records and events carry: <c>memcached</c> unless set.</summary>
    public string Name { get; init; } = "memcached";

    /// <summary>The clock of expiry: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal static (string Host, int Port)? Parse(string? server)
    {
        if (string.IsNullOrWhiteSpace(server) || !Uri.TryCreate($"tcp://{server}", UriKind.Absolute, out Uri? uri) || uri.PathAndQuery.Length > 1 || uri.UserInfo.Length > 0)
        {
            return null;
        }

        return (uri.IdnHost, uri.Port is > 0 and <= IPEndPoint.MaxPort ? uri.Port : DefaultPort);
    }

    internal void Check() => OptionsException.ThrowIfAny(nameof(MemcachedStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (Servers is not { Count: > 0 })
        {
            yield return $"{nameof(Servers)} is empty; at least one server is needed.";
        }

        foreach (string? server in Servers?.Where(s => Parse(s) is null) ?? [])
        {
            yield return $"{nameof(Servers)} has '{server}'; a host, or host:port, is right.";
        }

        if (KeyPrefix is null || KeyPrefix.Length > LongestPrefix || KeyPrefix.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            yield return $"{nameof(KeyPrefix)} is '{KeyPrefix}'; up to {LongestPrefix} printable ASCII characters without blanks are right.";
        }

        if (MaxItemBytes < LeastItemBytes)
        {
            yield return $"{nameof(MaxItemBytes)} is {MaxItemBytes:N0}; at least {LeastItemBytes:N0} are needed.";
        }

        if (Connections < 1)
        {
            yield return $"{nameof(Connections)} is {Connections}; 1 or more is right.";
        }

        if (Timeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(Timeout)} is {Timeout}; more than zero is right.";
        }

        if (ClearsSeenWithin < TimeSpan.Zero)
        {
            yield return $"{nameof(ClearsSeenWithin)} is {ClearsSeenWithin}; zero or more is right.";
        }

        if (string.IsNullOrEmpty(Name))
        {
            yield return $"{nameof(Name)} is empty; events need a name.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} is null.";
        }
    }
}
