using Freshet.Storage;

namespace Freshet.Caching;

/// <summary>How machines with one shared store agree on who of them asks the origin.</summary>
public sealed record FetchLeaseOptions
{
    /// <summary>Where the leases are, for example a store in Redis that all of the machines use.</summary>
    public required ILeaseStore Store { get; init; }

    /// <summary>How long a machine that died keeps the others waiting; one that lives renews its lease until it has stored the response.</summary>
    /// <value>The default is 10 seconds. Range: 100 milliseconds to an hour.</value>
    public TimeSpan Duration { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a request waits for the machine that has the lease before it goes to the origin itself.</summary>
    /// <value>The default is 30 seconds. Range: zero to an hour.</value>
    public TimeSpan MaxWait { get; init; } = TimeSpan.FromSeconds(30);

    internal IEnumerable<string> Problems()
    {
        if (Store is null)
        {
            yield return $"{nameof(FetchLeaseOptions)}.{nameof(Store)} is null; a store of leases is needed.";
        }

        if (Duration < TimeSpan.FromMilliseconds(100) || Duration > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(FetchLeaseOptions)}.{nameof(Duration)} is {Duration}; it must be 100 milliseconds to an hour.";
        }

        if (MaxWait < TimeSpan.Zero || MaxWait > TimeSpan.FromHours(1))
        {
            yield return $"{nameof(FetchLeaseOptions)}.{nameof(MaxWait)} is {MaxWait}; it must be zero to an hour.";
        }
    }
}
