namespace Freshet.Storage;

/// <summary>Which of the entries of a table leave, and when. Every member but reading wants the owner's lock.</summary>
/// <remarks>
/// S3-FIFO (Yang et al., SOSP 2023): new entries pass through a small queue, and only those that were read there come to the main
/// one, so a scan does not wash out what is used. A key that came back soon after it left the small queue goes to the main queue at
/// once. Reads take no lock; they only count.
/// </remarks>
internal sealed class KeptQueues<T> where T : KeptEntry<T>
{
    private const int SmallShare = 10;

    private readonly KeptQueue<T> _small = new(KeptPlace.Small);
    private readonly KeptQueue<T> _main = new(KeptPlace.Main);
    private readonly KeptGhosts _ghosts = new();
    private T? _probe;
    private int _count;

    public long Weight => _small.Weight + _main.Weight;

    public void Add(T entry)
    {
        _count++;
        (_ghosts.Remove(entry.Hash, _count) ? _main : _small).Enqueue(entry);
    }

    public void AddToMain(T entry)
    {
        _count++;
        _main.Enqueue(entry);
    }

    public void AddToSmall(T entry)
    {
        _count++;
        _small.Enqueue(entry);
    }

    public void Reweigh(T entry, int weight) => QueueOf(entry).Reweigh(entry, weight);

    public void Remove(T entry)
    {
        _count--;
        Leave(entry);
    }

    /// <summary>Moves an entry to the young end of the main queue.</summary>
    public void Promote(T entry)
    {
        Leave(entry);
        _main.Enqueue(entry);
    }

    /// <summary>The entry whose turn to leave it is, which is to be removed; null when there is none.</summary>
    public T? NextToLeave()
    {
        while (true)
        {
            if (_main.Oldest is { } old && (_small.Oldest is null || _small.Weight * SmallShare < Weight))
            {
                if (old.Reads == 0)
                {
                    return old;
                }

                old.Reads--;
                Promote(old);
            }
            else if (_small.Oldest is { } entry)
            {
                if (entry.Reads == 0)
                {
                    _ghosts.Add(entry.Hash, _count);
                    return entry;
                }

                entry.Reads = 0;
                Promote(entry);
            }
            else
            {
                return null;
            }
        }
    }

    /// <summary>The next entry of an endless round through both queues.</summary>
    public T? NextOfRound()
    {
        var entry = _probe ?? _main.Oldest ?? _small.Oldest;
        _probe = entry?.Newer ?? (entry?.Place == KeptPlace.Main ? _small.Oldest : null);
        return entry;
    }

    private void Leave(T entry)
    {
        if (_probe == entry)
        {
            _probe = entry.Newer;
        }

        QueueOf(entry).Remove(entry);
    }

    private KeptQueue<T> QueueOf(T entry) => entry.Place == KeptPlace.Small ? _small : _main;
}
