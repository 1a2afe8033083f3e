namespace Freshet.Frontiers;

/// <summary>The queued requests of one host and priority, first in, first out, in chunks of which the inner ones may be on disk.</summary>
internal sealed class RequestQueue(int priority)
{
    private const int FirstChunk = 128;
    private const int LargestChunk = 16 << 10;

    private Chunk? _head;
    private Chunk? _tail;

    public int Priority { get; } = priority;

    public bool IsEmpty => _head is null;

    public void Enqueue(QueuedRequest request, ChunkMemory memory)
    {
        var size = request.MaxSize;
        if (_tail is null || _tail.Bytes!.Length - _tail.End < size)
        {
            Append(size, memory);
        }

        _tail!.End += request.Write(_tail.Bytes.AsSpan(_tail.End));
    }

    /// <summary>The first request, whose bytes are valid until the next call of a member.</summary>
    /// <exception cref="IOException">The request could not be read back from disk and is still the first.</exception>
    public QueuedRequest Dequeue(ChunkMemory memory)
    {
        var chunk = _head!;
        memory.Load(chunk);
        var request = QueuedRequest.Read(chunk.Bytes.AsSpan(chunk.Start, chunk.End - chunk.Start), out var length);
        chunk.Start += length;
        if (chunk.Start == chunk.End)
        {
            memory.Free(chunk);
            _head = chunk.Next;
            _tail = _head is null ? null : _tail;
        }

        return request;
    }

    private void Append(int size, ChunkMemory memory)
    {
        var before = _tail;
        if (before is null)
        {
            _head = _tail = memory.Create(Math.Max(FirstChunk, size));
            return;
        }

        // A short queue is one chunk that grows.
        var length = before.End - before.Start;
        if (before == _head && length + size <= LargestChunk / 2)
        {
            memory.Resize(before, Math.Max(2 * length, length + size));
            return;
        }

        _tail = before.Next = memory.Create(Math.Max(LargestChunk, size));
        if (before != _head)
        {
            memory.SpillIfFull(before);
        }
    }
}
