namespace Freshet.Storage;

/// <summary>A queue of entries, first in first out, that lets go of one in the middle too.</summary>
internal sealed class KeptQueue<T>(KeptPlace place) where T : KeptEntry<T>
{
    private T? _newest;

    public T? Oldest { get; private set; }

    public long Weight { get; private set; }

    public void Enqueue(T entry)
    {
        (entry.Place, entry.Older, entry.Newer) = (place, _newest, null);
        if (_newest is null)
        {
            Oldest = entry;
        }
        else
        {
            _newest.Newer = entry;
        }

        _newest = entry;
        Weight += entry.Weight;
    }

    public void Remove(T entry)
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

        (entry.Older, entry.Newer, entry.Place) = (null, null, KeptPlace.None);
        Weight -= entry.Weight;
    }

    public void Reweigh(T entry, int weight)
    {
        Weight += weight - entry.Weight;
        entry.Weight = weight;
    }
}
