namespace Freshet.Stores;

/// <summary>The options of a <see cref="FileStore"/>.</summary>
public sealed record FileStoreOptions
{
    internal const long LeastBytes = 4 << 20;

    /// <summary>The directory; made when it is absent. Several processes may use it at once.</summary>
    public required string Directory { get; init; }

    /// <summary>The most bytes on disk, each file counted in whole blocks of 4 KiB: 4 GiB unless set, at least 4 MiB; null for no bound.</summary>
    public long? MaxBytes { get; init; } = 4L << 30;

    /// <summary>Whether a write is on the disk itself when it returns: false unless set. A record outlives its process either way.</summary>
    public bool SyncEveryWrite { get; init; }

    /// <summary>How old the note of a file's last use grows before a read renews it: one minute unless set; zero for every read.</summary>
    public TimeSpan UsePrecision { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long it takes to look at every file once for what has expired, a part of the directory at a time: one hour unless set; null for never.</summary>
    public TimeSpan? SweepInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The name that records and events carry: <c>files</c> unless set.</summary>
    public string Name { get; init; } = "files";

    /// <summary>The clock of expiry and last use: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal void Check() => OptionsException.ThrowIfAny(nameof(FileStoreOptions), Problems());

    private IEnumerable<string> Problems()
    {
        if (string.IsNullOrWhiteSpace(Directory))
        {
            yield return $"{nameof(Directory)} is empty; a path is needed.";
        }

        if (MaxBytes < LeastBytes)
        {
            yield return $"{nameof(MaxBytes)} is {MaxBytes:N0}; at least {LeastBytes:N0} are needed, or null for no bound.";
        }

        if (UsePrecision < TimeSpan.Zero)
        {
            yield return $"{nameof(UsePrecision)} is {UsePrecision}; zero or more is right.";
        }

        if (SweepInterval < TimeSpan.FromSeconds(1) || SweepInterval > TimeSpan.FromDays(365))
        {
            yield return $"{nameof(SweepInterval)} is {SweepInterval}; a second to a year is right, or null for never.";
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
