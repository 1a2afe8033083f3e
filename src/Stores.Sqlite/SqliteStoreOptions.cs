namespace Freshet.Stores;

/// <summary>The options of a <see cref="SqliteStore"/>.</summary>
public sealed record SqliteStoreOptions
{
    internal const long LeastBytes = 4 << 20;

    /// <summary>The file of the database; made when it is absent, as is its directory. Several processes may use it at once.</summary>
    public required string File { get; init; }

    /// <summary>The most bytes of the database, free pages not counted: 4 GiB unless set, at least 4 MiB; null for no bound.</summary>
    public long? MaxBytes { get; init; } = 4L << 30;

    /// <summary>Whether a write is on the disk itself when it returns: false unless set. A record outlives its process either way.</summary>
    public bool SyncEveryWrite { get; init; }

    /// <summary>What is done about a database that can't be read any more: <see cref="DamagedDatabase.SetAside"/> unless set.</summary>
    public DamagedDatabase Damaged { get; init; }

    /// <summary>How long a call waits for other processes that hold the database: 30 seconds unless set.</summary>
    public TimeSpan BusyTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How old the note of a record's last use grows before a read renews it: one minute unless set; zero for every read.</summary>
    public TimeSpan UsePrecision { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many reads run at the same time, each on a connection of its own: 8 unless set, at least 1.</summary>
    public int Readers { get; init; } = 8;

    /// <summary>The name that records and events carry: <c>sqlite</c> unless set.</summary>
    public string Name { get; init; } = "sqlite";

    /// <summary>The clock of expiry and last use: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(SqliteStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(File))
        {
            yield return $"{nameof(File)} is empty; the path of a file is needed.";
        }

        if (MaxBytes < LeastBytes)
        {
            yield return $"{nameof(MaxBytes)} is {MaxBytes:N0}; at least {LeastBytes:N0} are needed, or null for no bound.";
        }

        if (!Enum.IsDefined(Damaged))
        {
            yield return $"{nameof(Damaged)} is {Damaged}, which is none of its values.";
        }

        if (BusyTimeout < TimeSpan.Zero || BusyTimeout.TotalMilliseconds > int.MaxValue)
        {
            yield return $"{nameof(BusyTimeout)} is {BusyTimeout}; zero to 24 days is right.";
        }

        if (UsePrecision < TimeSpan.Zero)
        {
            yield return $"{nameof(UsePrecision)} is {UsePrecision}; zero or more is right.";
        }

        if (Readers < 1)
        {
            yield return $"{nameof(Readers)} is {Readers}; 1 or more is right.";
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
