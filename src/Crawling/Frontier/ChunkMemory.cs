namespace Freshet.Frontiers;

/// <summary>What the queues of a frontier have in memory, and what of it has to go to disk. Not thread-safe.</summary>
internal sealed class ChunkMemory(FrontierOptions options) : IDisposable
{
    private readonly SpillSpace _spill = new(options.SpillDirectory);

    public long Bytes { get; private set; }

    public long SpilledBytes => _spill.Bytes;

    public Chunk Create(int capacity)
    {
        Bytes += capacity;
        return new Chunk(capacity);
    }

    /// <summary>Moves what is left of a chunk into an array of another length.</summary>
    public void Resize(Chunk chunk, int capacity)
    {
        var bytes = new byte[capacity];
        chunk.Bytes.AsSpan(chunk.Start, chunk.End - chunk.Start).CopyTo(bytes);
        Bytes += capacity - chunk.Bytes!.Length;
        (chunk.Start, chunk.End, chunk.Bytes) = (0, chunk.End - chunk.Start, bytes);
    }

    public void SpillIfFull(Chunk chunk)
    {
        if (Bytes <= options.MemoryBudget)
        {
            return;
        }

        var length = chunk.Bytes!.Length;
        try
        {
            _spill.Write(chunk);
            Bytes -= length;
        }
        catch (IOException e)
        {
            options.OnSpillFailed?.Invoke(e);
        }
    }

    public void Load(Chunk chunk)
    {
        if (chunk.Bytes is null)
        {
            _spill.Read(chunk);
            Bytes += chunk.Bytes!.Length;
        }
    }

    public void Free(Chunk chunk) => Bytes -= chunk.Bytes!.Length;

    public void Dispose() => _spill.Dispose();
}
