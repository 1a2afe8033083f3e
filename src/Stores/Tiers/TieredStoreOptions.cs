using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The options of a <see cref="TieredStore"/>.</summary>
public sealed record TieredStoreOptions
{
    /// <summary>The tiers in order of speed, at least one.</summary>
    public IReadOnlyList<StoreTier> Tiers { get; init; } = [];

    /// <summary>How many operations in a row must fail before a tier is left alone: 5 unless set, at least 1.</summary>
    public int FailuresBeforeSkipping { get; init; } = 5;

    /// <summary>How long a failing tier is left alone before one operation tries it again: 10 seconds unless set.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many keys are remembered whose change a failing tier missed: 100,000 unless set. With more, all it holds counts as missed.</summary>
    public int MaxMissed { get; init; } = 100_000;

    /// <summary>How long disposal waits for what is still to be written behind or to be told to others: 5 seconds unless set.</summary>
    public TimeSpan FlushTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Where changes are told to other machines and heard from them; none unless set. The tiered store disposes it.</summary>
    public IInvalidationBus? Bus { get; init; }

    /// <summary>The clock of time-outs and retries: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(TieredStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (Tiers is not { Count: > 0 } || Tiers.Any(t => t?.Store is null))
        {
            yield return $"{nameof(Tiers)} has no store, or a null among them; at least one tier is needed.";
            yield break;
        }

        foreach (string? twice in Tiers.GroupBy(t => t.Name).Where(g => g.Count() > 1 || string.IsNullOrEmpty(g.Key)).Select(g => g.Key))
        {
            string what = string.IsNullOrEmpty(twice) ? "a tier without a name" : $"'{twice}' twice";
            yield return $"{nameof(Tiers)} has {what}; each tier needs its own name.";
        }

        foreach (string problem in Tiers.SelectMany(t => t.Problems()))
        {
            yield return problem;
        }

        foreach ((string name, long value) in ((string, long)[])[(nameof(FailuresBeforeSkipping), FailuresBeforeSkipping), (nameof(MaxMissed), MaxMissed)])
        {
            if (value < 1)
            {
                yield return $"{name} is {value}; 1 or more is right.";
            }
        }

        if (FlushTimeout <= TimeSpan.Zero)
        {
            yield return $"{nameof(FlushTimeout)} is {FlushTimeout}; more than zero is right.";
        }

        if (RetryAfter <= TimeSpan.Zero)
        {
            yield return $"{nameof(RetryAfter)} is {RetryAfter}; more than zero is right.";
        }

        if (TimeProvider is null)
        {
            yield return $"{nameof(TimeProvider)} is null.";
        }
    }
}
