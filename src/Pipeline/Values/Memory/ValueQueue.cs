namespace Freshet.Values;

// A queue of entries, first in first out, that lets go of one in the middle too.
internal sealed class ValueQueue
{
    private ValueEntry? _newest;

    public ValueEntry? Oldest { get; private set; }

    public long Count { get; private set; }

    public void Enqueue(ValueEntry entry)
    {
        (entry.Queue, entry.Older, entry.Newer) = (this, _newest, null);
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Count++;
    }

    public void Remove(ValueEntry entry)
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
        Count--;
    }
}
