namespace Freshet.Stores;

/// <summary>Who leaves a <see cref="MemoryStore"/> when it is full.</summary>
public enum MemoryEviction
{
    /// <summary>What passed through a small queue without being read, then what was not read since its last turn: S3-FIFO, which scans don't wash out.</summary>
    S3Fifo,

    /// <summary>What was used least recently. Every read takes its shard's lock.</summary>
    LeastRecentlyUsed,
}
