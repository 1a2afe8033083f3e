namespace Freshet.Stores;

/// <summary>Which faults a <see cref="FaultyStore"/> makes.</summary>
public sealed record FaultOptions
{
    /// <summary>The operations that have faults: all unless set.</summary>
    public StoreOperations Operations { get; init; } = StoreOperations.All;

    /// <summary>The share of calls that throw: 0 unless set, up to 1.</summary>
    public double Failures { get; init; }

    /// <summary>The share of reads that find nothing: 0 unless set, up to 1.</summary>
    public double Losses { get; init; }

    /// <summary>The share of calls that take longer: 0 unless set, up to 1.</summary>
    public double Delays { get; init; }

    /// <summary>How much longer those take: 100 ms unless set.</summary>
    public TimeSpan Delay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What the faults are drawn from: the same seed and the same calls give the same faults. 1 unless set.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>The clock of the delays: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(FaultOptions), Problems());

    private IEnumerable<string> Problems()
    {
        foreach ((string name, double share) in ((string, double)[])[(nameof(Failures), Failures), (nameof(Losses), Losses), (nameof(Delays), Delays)])
        {
            if (share is not (>= 0 and <= 1))
            {
                yield return $"{name} is {share}; 0 to 1 is right.";
            }
        }

        if (Delay < TimeSpan.Zero)
        {
            yield return $"{nameof(Delay)} is {Delay}; zero or more is right.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} is null.";
        }
    }
}
