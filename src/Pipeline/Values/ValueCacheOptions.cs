using Freshet.Storage;

namespace Freshet.Values;

/// <summary>How a cache of values behaves.</summary>
public sealed record ValueCacheOptions
{
    /// <summary>The name: it is in the keys of the store, in events and in metrics.</summary>
    /// <value>The default is <c>default</c>. Any characters but <c>/</c>.</value>
    public string Name { get; init; } = "default";

    /// <summary>How values are kept where a call does not say otherwise.</summary>
    public ValueOptions Defaults { get; init; } = new();

    /// <summary>What is held in memory.</summary>
    public ValueMemoryOptions Memory { get; init; } = new();

    /// <summary>How values become bytes.</summary>
    /// <value>JSON by reflection unless set.</value>
    public IValueSerializer? Serializer { get; init; }

    /// <summary>What happens when the store fails.</summary>
    public StoreFaults Faults { get; init; } = StoreFaults.RaiseOnChange;

    /// <summary>The most time that the work of the cache itself, without factories, may take of one call; then the call goes on without the store.</summary>
    /// <value>No bound unless set.</value>
    public TimeSpan? StoreDeadline { get; init; }

    /// <summary>Whether one process at a time makes a value, by a lease of the store.</summary>
    /// <value>Not unless set.</value>
    public ClusterLock? Cluster { get; init; }

    /// <summary>How many factories may run in the background at once to refresh values ahead of time; beyond that the use after next does it.</summary>
    /// <value>The default is 64. Zero or more.</value>
    public int MaxRefreshes { get; init; } = 64;

    /// <summary>How many events a subscriber may be behind before it loses some.</summary>
    /// <value>The default is 8,192. Range: 1 to 1,048,576.</value>
    public int EventBuffer { get; init; } = 8192;

    internal void Validate(ICacheStore? store) => OptionsException.ThrowIfAny(
        nameof(ValueCacheOptions),
        Cluster is { Leases: null } && store is not ILeaseStore
            ? Problems().Append($"{nameof(Cluster)} is set, and the store has no leases; set {nameof(ClusterLock.Leases)}.")
            : Problems());

    internal IEnumerable<string> Problems()
    {
        if (string.IsNullOrEmpty(Name) || Name.Contains('/', StringComparison.Ordinal) || Name.Length > 200)
        {
            yield return $"{nameof(Name)} is '{Name}'; 1 to 200 characters without '/' are right.";
        }

        if (StoreDeadline <= TimeSpan.Zero)
        {
            yield return $"{nameof(StoreDeadline)} is {StoreDeadline}; more than zero is right.";
        }

        if (MaxRefreshes < 0)
        {
            yield return $"{nameof(MaxRefreshes)} is {MaxRefreshes}; zero or more is right.";
        }

        if (EventBuffer is < 1 or > 1 << 20)
        {
            yield return $"{nameof(EventBuffer)} is {EventBuffer}; it must be 1 to {1 << 20}.";
        }

        foreach (var problem in Memory.Problems().Concat(Defaults.Problems().Select(p => $"{nameof(Defaults)}.{p}")).Concat(Cluster?.Problems() ?? []))
        {
            yield return problem;
        }
    }
}
