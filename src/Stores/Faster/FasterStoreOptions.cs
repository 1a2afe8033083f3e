using System.Numerics;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The options of a <see cref="FasterStore"/>.</summary>
public sealed record FasterStoreOptions
{
    private const long MiB = 1 << 20;

    /// <summary>The directory of the store, made when absent; it belongs to the store alone.</summary>
    public string Directory { get; init; } = "";

    /// <summary>The most bytes that the log takes on disk: 4 GiB unless set, at least 8 MiB. The oldest records give way, but for
    /// those that were read.</summary>
    public long MaxBytes { get; init; } = 4096 * MiB;

    /// <summary>When writes become durable: <see cref="CommitPolicy.Interval"/> unless set.</summary>
    public CommitPolicy Commit { get; init; } = CommitPolicy.Interval;

    /// <summary>How long a write stays in this process at most under <see cref="CommitPolicy.Interval"/>: 50 ms unless set, 1 ms to
    /// 1 minute.</summary>
    public TimeSpan CommitInterval { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>The size of one file of the log, a power of two; a 64th of <see cref="MaxBytes"/> within 2 MiB to 1 GiB unless set. A
    /// store that exists keeps the size it was made with.</summary>
    public long? SegmentBytes { get; init; }

    /// <summary>The dead share (removed, replaced or expired) from which a part of the log is compacted while the store is written to: 0.5 unless
    /// set, 0.25 to 1; with 1 only what is wholly dead is given back. What is live leaves only when no part is as dead as that.</summary>
    public double CompactAt { get; init; } = 0.5;

    /// <summary>The memory for the newest part of the log, a power of two: 16 MiB unless set, 4 MiB to 1 GiB. The index takes about 60
    /// bytes a record besides.</summary>
    public int MemoryBytes { get; init; } = (int)(16 * MiB);

    /// <summary>The name that records and events carry: <c>faster</c> unless set.</summary>
    public string Name { get; init; } = "faster";

    /// <summary>The clock of expiry: the system's unless set.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    internal IReadOnlyList<OldLogFormat> OldFormats { get; init; } = OldLogFormat.All;

    internal int PageBits => MemoryBytes < 8 * MiB || MaxBytes < 16 * MiB ? 21 : 22;

    internal int SegmentBits => BitOperations.Log2((ulong)(SegmentBytes ?? Math.Clamp(MaxBytes / 64, 1L << PageBits, 1024 * MiB)));

    internal void Check() => OptionsException.ThrowIfAny(nameof(FasterStoreOptions), Problems());

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (string.IsNullOrWhiteSpace(Directory))
        {
            problems.Add($"{nameof(Directory)} is empty; name the directory of the store.");
        }

        if (MaxBytes < 8 * MiB)
        {
            problems.Add($"{nameof(MaxBytes)} is {MaxBytes:N0}; at least {8 * MiB:N0} are needed.");
        }

        if (MemoryBytes < 4 * MiB || MemoryBytes > 1024 * MiB || !BitOperations.IsPow2(MemoryBytes))
        {
            problems.Add($"{nameof(MemoryBytes)} is {MemoryBytes:N0}; a power of two from {4 * MiB:N0} to {1024 * MiB:N0} is right.");
        }

        if (SegmentBytes is { } segment && (!BitOperations.IsPow2(segment) || segment < 1L << PageBits || segment > MaxBytes / 4))
        {
            problems.Add($"{nameof(SegmentBytes)} is {segment:N0}; " +
                $"a power of two from {1L << PageBits:N0} to a quarter of {nameof(MaxBytes)} is right.");
        }

        if (Commit is not (CommitPolicy.Interval or CommitPolicy.EveryWrite or CommitPolicy.OnFlush))
        {
            problems.Add($"{nameof(Commit)} is {(int)Commit}; Interval, EveryWrite and OnFlush are the policies.");
        }

        if (CommitInterval < TimeSpan.FromMilliseconds(1) || CommitInterval > TimeSpan.FromMinutes(1))
        {
            problems.Add($"{nameof(CommitInterval)} is {CommitInterval}; 1 ms to 1 minute is right.");
        }

        if (!(CompactAt is >= 0.25 and <= 1))
        {
            problems.Add($"{nameof(CompactAt)} is {CompactAt}; a share from 0.25 to 1 is right.");
        }

        if (string.IsNullOrEmpty(Name))
        {
            problems.Add($"{nameof(Name)} is empty; events need a name.");
        }

        if (TimeProvider is null)
        {
            problems.Add($"{nameof(TimeProvider)} is null.");
        }

        return problems;
    }
}
