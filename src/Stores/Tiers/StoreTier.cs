using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store as one tier of a <see cref="TieredStore"/>.</summary>
/// <param name="Name">The name that records and events carry, for example <c>memory</c>; each tier has its own.</param>
/// <param name="Store">The store; the tiered store disposes it.</param>
public sealed record StoreTier(string Name, ICacheStore Store)
{
    /// <summary>
    /// How long a read or write waits for the tier; then it goes on without it, and what the tier says later is still made use of. No bound
    /// unless set. It counts as a failure.
    /// </summary>
    public TimeSpan? SoftTimeout { get; init; }

    /// <summary>How long an operation on the tier may take before it is cancelled and has failed; no bound unless set.</summary>
    public TimeSpan? HardTimeout { get; init; }

    /// <summary>Whether writes return before the tier has them: false unless set. Reads see them at once; removals wait for the tier.</summary>
    public bool WriteBehind { get; init; }

    /// <summary>How many records may wait to be written behind: 1,024 unless set. One more is left out, as if the tier had failed.</summary>
    public int MaxQueued { get; init; } = 1024;

    /// <summary>How many bytes may wait to be written behind: 64 MiB unless set.</summary>
    public long MaxQueuedBytes { get; init; } = 64L << 20;

    /// <summary>The largest value that the tier is given; no bound but the stores' own unless set.</summary>
    public int? MaxRecordBytes { get; init; }

    /// <summary>How long the tier keeps a record at most; as long as the record itself says unless set.</summary>
    public TimeSpan? MaxLifetime { get; init; }

    /// <summary>
    /// Whether other machines use the same store, so that it is not theirs to be invalidated. Unless set, the last tier is shared when there is
    /// a bus and more than one tier, and no other is.
    /// </summary>
    public bool? Shared { get; init; }

    internal IEnumerable<string> Problems()
    {
        string tier = $"{nameof(TieredStoreOptions.Tiers)}: '{Name}'";
        foreach ((string name, TimeSpan? value) in ((string, TimeSpan?)[])
            [(nameof(SoftTimeout), SoftTimeout), (nameof(HardTimeout), HardTimeout), (nameof(MaxLifetime), MaxLifetime)])
        {
            if (value <= TimeSpan.Zero)
            {
                yield return $"{tier} has {name} {value}; more than zero is right, or null for no bound.";
            }
        }

        if (SoftTimeout >= HardTimeout)
        {
            yield return $"{tier} has {nameof(SoftTimeout)} {SoftTimeout} and {nameof(HardTimeout)} {HardTimeout}; the soft one must be the shorter.";
        }

        foreach ((string name, long? value) in ((string, long?)[])
            [(nameof(MaxQueued), MaxQueued), (nameof(MaxQueuedBytes), MaxQueuedBytes), (nameof(MaxRecordBytes), MaxRecordBytes)])
        {
            if (value < 1)
            {
                yield return $"{tier} has {name} {value}; 1 or more is right.";
            }
        }
    }
}
