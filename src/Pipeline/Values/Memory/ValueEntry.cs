using Freshet.Storage;

namespace Freshet.Values;

// One value in memory. What is said of the value never changes but for the end of its freshness; a new value is a new entry.
internal sealed class ValueEntry(string key, object? value) : KeptEntry<ValueEntry>(key, KeptHash.Of(key), value)
{
    public const long Never = long.MaxValue;

    private long _freshUntil;

    /// <summary>The value, <see cref="CopiedValue"/> or <see cref="KeptFailure"/>.</summary>
    public object? Value => Held;

    /// <summary>The mark of the making's begin, by the clock of tags' stamps.</summary>
    public required long Created { get; init; }

    public long FreshUntil
    {
        get => Volatile.Read(ref _freshUntil);
        set => Volatile.Write(ref _freshUntil, value);
    }

    /// <summary>Until when it may stand in for a factory that fails.</summary>
    public required long KeptUntil { get; init; }

    /// <summary>When a use leads to a refresh in the background.</summary>
    public long RefreshAt { get; init; } = Never;

    /// <summary>Freshness after each use, 0 for none, and where it ends.</summary>
    public long Sliding { get; init; }

    public long SlidesUntil { get; init; } = Never;

    /// <summary>The end of freshness that the store knows of.</summary>
    public long StoredUntil { get; set; }

    public string? Version { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public TagStamp[]? Stamps { get; init; }

    /// <summary>Why it stands in though it is stale, or null.</summary>
    public string? StaleReason { get; init; }

    public ValuePriority Priority { get; init; }

    public long Size { get; init; } = 1;

    /// <summary>Until when nothing but the tags has to be looked at on a hit; 0 when there is always more to do.</summary>
    public long PlainUntil { get; init; }

    // Whether the table has it.
    public bool IsLinked { get; set; }

    /// <summary>Counts a use, unless it is to leave first in any case.</summary>
    public void Use()
    {
        if (Priority != ValuePriority.Low)
        {
            Touch();
        }
    }

    public void Credit(ValueEntry? earlier) => Reads = Priority switch
    {
        ValuePriority.High => MostReads,
        ValuePriority.Low => 0,
        _ => earlier is null ? (byte)0 : (byte)Math.Min(earlier.Reads + 1, MostReads),
    };

    public bool IsGoneAt(long now) => now >= KeptUntil && now >= FreshUntil;
}
