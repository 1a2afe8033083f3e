using Freshet.Storage;

namespace Freshet.Values;

// One value in memory. What is said of the value never changes but for the end of its freshness; a new value is a new entry.
internal sealed class ValueEntry(string key, object? value)
{
    public const long Never = long.MaxValue;
    private const int MostReads = 3;

    private int _reads;
    private long _freshUntil;

    public string Key => key;

    /// <summary>The value, <see cref="CopiedValue"/> or <see cref="KeptFailure"/>.</summary>
    public object? Value => value;

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

    // What the table knows of it.
    public ValueEntry? Newer { get; set; }

    public ValueEntry? Older { get; set; }

    public ValueQueue? Queue { get; set; }

    public bool IsLinked { get; set; }

    /// <summary>Counts a use, up to three; a lost race loses no more than one.</summary>
    public void Touch()
    {
        if (_reads < MostReads)
        {
            _reads++;
        }
    }

    public void Credit(ValuePriority priority) => _reads = priority == ValuePriority.High ? MostReads : _reads;

    public void CreditAs(ValueEntry earlier) => _reads = Math.Min(earlier._reads + 1, MostReads);

    public bool TrySpend()
    {
        if (_reads == 0)
        {
            return false;
        }

        _reads--;
        return true;
    }

    public bool TrySpendAll()
    {
        var any = _reads > 0 && Priority != ValuePriority.Low;
        _reads = 0;
        return any;
    }

    public bool IsGoneAt(long now) => now >= KeptUntil && now >= FreshUntil;
}
