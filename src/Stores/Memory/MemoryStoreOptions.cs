namespace Freshet.Stores;

/// <summary>The options of a <see cref="MemoryStore"/>.</summary>
public sealed record MemoryStoreOptions
{
    internal const long LeastBytes = 64 << 10;

    /// <summary>The most bytes of keys, values and what the store adds to each entry: 256 MiB unless set, at least 64 KiB.</summary>
    public long MaxBytes { get; init; } = 256L << 20;

    /// <summary>The most entries: no bound unless set.</summary>
    public long? MaxEntries { get; init; }

    /// <summary>Who leaves when the store is full: <see cref="MemoryEviction.S3Fifo"/> unless set.</summary>
    public MemoryEviction Eviction { get; init; }

    /// <summary>The name that records and events carry: <c>memory</c> unless set.</summary>
    public string Name { get; init; } = "memory";

    /// <summary>The clock of expiry: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(MemoryStoreOptions), Problems());

    /// <summary>What is wrong with the options, a sentence each.</summary>
    public IEnumerable<string> Problems()
    {
        if (MaxBytes < LeastBytes)
        {
            yield return $"{nameof(MaxBytes)} is {MaxBytes:N0}; at least {LeastBytes:N0} are needed.";
        }

        if (MaxEntries < 1)
        {
            yield return $"{nameof(MaxEntries)} is {MaxEntries:N0}; 1 or more is right, or null for no bound.";
        }

        if (!Enum.IsDefined(Eviction))
        {
            yield return $"{nameof(Eviction)} is {Eviction}, which is none of its values.";
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
