namespace Freshet.Frontiers;

/// <summary>How many requests a frontier holds and has handled, all at one instant.</summary>
/// <remarks><c>Added = Queued + Leased + Done + Failed</c> at every instant.</remarks>
public readonly record struct FrontierCounts
{
    /// <summary>Requests ever added.</summary>
    public long Added { get; init; }

    /// <summary>Requests that wait to be leased, those to be retried included.</summary>
    public long Queued { get; init; }

    /// <summary>Requests that are leased and not yet completed.</summary>
    public long Leased { get; init; }

    /// <summary>Requests completed with <see cref="LeaseOutcome.Done"/>.</summary>
    public long Done { get; init; }

    /// <summary>Requests completed with <see cref="LeaseOutcome.Failed"/>.</summary>
    public long Failed { get; init; }

    /// <summary>Hosts that have requests or whose delay has not passed yet.</summary>
    public long Hosts { get; init; }

    /// <summary>Bytes of queued requests in memory.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Bytes of queued requests on disk.</summary>
    public long SpilledBytes { get; init; }
}
