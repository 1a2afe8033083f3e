namespace Freshet.Stores;

/// <summary>A queue of entries, first in first out, that lets go of one in the middle too.</summary>
internal sealed class MemoryQueue
{
    private MemoryEntry? _newest;

    public MemoryEntry? Oldest { get; private set; }

    public long Bytes { get; private set; }

    public void Enqueue(MemoryEntry entry)
    {
        entry.Queue = this;
        entry.Older = _newest;
        entry.Newer = null;
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Bytes += entry.Size;
    }

    public void Remove(MemoryEntry entry)
    {
        if (entry.Older is null)
        {
            Oldest = entry.Newer;
        }
        else
        {
            entry.Older.Newer = entry.Newer;
        }

        if (entry.Newer is null)
        {
            _newest = entry.Older;
        }
        else
        {
            entry.Newer.Older = entry.Older;
        }

        (entry.Older, entry.Newer, entry.Queue) = (null, null, null);
        Bytes -= entry.Size;
    }

    /// <summary>Takes note that the value of an entry is being replaced.</summary>
    public void Resize(long difference) => Bytes += difference;
}
