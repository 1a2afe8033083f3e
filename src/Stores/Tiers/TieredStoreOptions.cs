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

    /// <summary>The clock of the retries: the system's unless set.</summary>
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

        if (FailuresBeforeSkipping < 1)
        {
            yield return $"{nameof(FailuresBeforeSkipping)} is {FailuresBeforeSkipping}; 1 or more is right.";
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
