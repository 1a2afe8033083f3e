namespace Freshet.Stores;

/// <summary>Reads the logs of an older version of the format. When the version rises, what read it until then becomes one of these.</summary>
internal abstract class OldLogFormat(int version)
{
    /// <summary>All versions before <see cref="LogLayout.Version"/>; the first released one was 1.</summary>
    public static IReadOnlyList<OldLogFormat> All { get; } = [];

    public int Version => version;

    /// <summary>What happened to the store, in that order, without what has expired or is damaged.</summary>
    public abstract IAsyncEnumerable<OldLogRecord> ReadAsync(string directory, DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>A record of an old log: a value of a key or, when that is null, its removal; of all keys when the key is.</summary>
internal readonly record struct OldLogRecord(string? Key, ReadOnlyMemory<byte>? Value, DateTimeOffset? Expires);
