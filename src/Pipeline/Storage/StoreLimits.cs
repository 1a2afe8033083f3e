namespace Freshet.Storage;

/// <summary>What every store must be able to hold.</summary>
public static class StoreLimits
{
    /// <summary>The largest body segment: 1 MiB.</summary>
    public const int MaxSegmentBytes = 1 << 20;

    /// <summary>The largest value of one record: 1 MiB and 64 KiB for what wraps it.</summary>
    public const int MaxValueBytes = MaxSegmentBytes + (64 << 10);

    /// <summary>The longest key in UTF-8 bytes: 4,096.</summary>
    public const int MaxKeyBytes = 4096;
}
