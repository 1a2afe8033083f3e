using System.Collections.Concurrent;
using Freshet.Storage;

namespace Freshet.Values;

// One part of the table: its entries, and which of them leave. Pinned entries are in no queue.
internal sealed class ValueShard(ConcurrentDictionary<string, ValueEntry> entries, ITableObserver observer, long maxCount, long maxSize)
{
    private const int ExpiryProbes = 2;

    private readonly Lock _lock = new();
    private readonly KeptQueues<ValueEntry> _queues = new();
    private int _count;
    private long _size;

    public int Count => Volatile.Read(ref _count);

    public long Size => Volatile.Read(ref _size);

    /// <summary>Puts an entry in, in place of an earlier one; when <paramref name="isConditional"/>, only in place of that one, or of none.</summary>
    public bool Set(ValueEntry entry, long now, ValueEntry? instead = null, bool isConditional = false)
    {
        lock (_lock)
        {
            var known = entries.GetValueOrDefault(entry.Key);
            if (isConditional && known != instead)
            {
                return false;
            }

            if (entry.Size > maxSize)
            {
                Unlink(known);
                observer.Evicted(entry);
                return false;
            }

            Add(entry, known);
            ReclaimExpired(now);
            while ((_size > maxSize || _count > maxCount) && _queues.NextToLeave() is { } leaving)
            {
                Evict(leaving, now);
            }

            return true;
        }
    }

    /// <summary>Removes an entry; false when it is gone already.</summary>
    public bool Remove(ValueEntry entry)
    {
        lock (_lock)
        {
            return Unlink(entry);
        }
    }

    public void Expire(ValueEntry entry)
    {
        if (Remove(entry))
        {
            observer.Expired(entry);
        }
    }

    // What is replaced stays to be found until its successor is.
    private void Add(ValueEntry entry, ValueEntry? known)
    {
        var place = known?.Place ?? KeptPlace.None;
        entry.Credit(known);
        if (known is not null)
        {
            Leave(known);
        }

        entries[entry.Key] = entry;
        entry.IsLinked = true;
        _count++;
        _size += entry.Size;
        switch (entry.Priority, place)
        {
            case (ValuePriority.Pinned, _):
                break;
            case (ValuePriority.Low, _) or (_, KeptPlace.Small):
                _queues.AddToSmall(entry);
                break;
            case (ValuePriority.High, _) or (_, KeptPlace.Main):
                _queues.AddToMain(entry);
                break;
            default:
                _queues.Add(entry);
                break;
        }
    }

    private bool Unlink(ValueEntry? entry)
    {
        if (entry is not { IsLinked: true })
        {
            return false;
        }

        entries.TryRemove(entry.Key, out _);
        Leave(entry);
        return true;
    }

    private void Leave(ValueEntry entry)
    {
        if (entry.Place != KeptPlace.None)
        {
            _queues.Remove(entry);
        }

        entry.IsLinked = false;
        _count--;
        _size -= entry.Size;
    }

    private void Evict(ValueEntry entry, long now)
    {
        Unlink(entry);
        if (entry.IsGoneAt(now))
        {
            observer.Expired(entry);
        }
        else
        {
            observer.Evicted(entry);
        }
    }

    // Looks at the next few entries of a round through the queues, so that what nobody asks for goes too.
    private void ReclaimExpired(long now)
    {
        for (var i = 0; i < ExpiryProbes; i++)
        {
            if (_queues.NextOfRound() is { } entry && entry.IsGoneAt(now))
            {
                Unlink(entry);
                observer.Expired(entry);
            }
        }
    }
}
