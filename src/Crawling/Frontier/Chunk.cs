namespace Freshet.Frontiers;

/// <summary>A run of queued requests, in memory or on disk.</summary>
internal sealed class Chunk(int capacity)
{
    /// <summary>Null while the chunk is on disk.</summary>
    public byte[]? Bytes { get; set; } = new byte[capacity];

    public int Start { get; set; }

    public int End { get; set; }

    public Chunk? Next { get; set; }

    public SpillFile? File { get; set; }

    public long Offset { get; set; }
}
