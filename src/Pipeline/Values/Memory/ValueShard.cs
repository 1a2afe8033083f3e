using System.Collections.Concurrent;

namespace Freshet.Values;

/// <summary>One part of the table: which of its entries leave, and when.</summary>
/// <remarks>
/// S3-FIFO (Yang et al., SOSP 2023), as in the memory store of bytes: new entries pass through a small queue, and only those that were used
/// there come to the main one. A key that came back soon after it left the small queue goes to the main queue at once. Uses take no lock;
/// they only count. Pinned entries are in neither queue.
/// </remarks>
internal sealed class ValueShard(ConcurrentDictionary<string, ValueEntry> entries, ITableObserver observer, long maxCount, long maxSize)
{
    private const int SmallShare = 10;
    private const int GhostsPerEntry = 2;
    private const int ExpiryProbes = 2;

    private readonly Lock _lock = new();
    private readonly ValueQueue _small = new();
    private readonly ValueQueue _main = new();
    private readonly Queue<int> _ghostOrder = new();
    private readonly HashSet<int> _ghosts = [];
    private ValueEntry? _probe;
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

            var queue = known?.Queue;
            var fits = entry.Size <= maxSize;
            if (known is not null)
            {
                entry.CreditAs(known);
                Unlink(known, replaced: fits);
            }

            if (!fits)
            {
                observer.Evicted(entry);
                return false;
            }

            Add(entry, queue);
            ReclaimExpired(now);
            while ((_size > maxSize || _count > maxCount) && TryEvictOne(now))
            {
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

    private void Add(ValueEntry entry, ValueQueue? queue)
    {
        entries[entry.Key] = entry;
        entry.IsLinked = true;
        _count++;
        _size += entry.Size;
        if (entry.Priority == ValuePriority.Pinned)
        {
            return;
        }

        entry.Credit(entry.Priority);
        queue ??= _ghosts.Remove(entry.Key.GetHashCode(StringComparison.Ordinal)) || entry.Priority == ValuePriority.High ? _main : _small;
        (entry.Priority == ValuePriority.Low ? _small : queue).Enqueue(entry);
    }

    // What is replaced stays to be found until its successor is.
    private bool Unlink(ValueEntry entry, bool replaced = false)
    {
        if (!entry.IsLinked)
        {
            return false;
        }

        if (_probe == entry)
        {
            _probe = entry.Newer;
        }

        if (!replaced)
        {
            entries.TryRemove(entry.Key, out _);
        }

        entry.Queue?.Remove(entry);
        entry.IsLinked = false;
        _count--;
        _size -= entry.Size;
        return true;
    }

    private bool TryEvictOne(long now)
    {
        if (_main.Oldest is null || (_small.Oldest is not null && _small.Count * SmallShare >= _count))
        {
            if (_small.Oldest is not { } entry)
            {
                return false;
            }

            if (entry.TrySpendAll())
            {
                MoveToMain(entry);
            }
            else
            {
                Evict(entry, now);
                Remember(entry.Key.GetHashCode(StringComparison.Ordinal));
            }
        }
        else if (_main.Oldest.TrySpend())
        {
            MoveToMain(_main.Oldest);
        }
        else
        {
            Evict(_main.Oldest, now);
        }

        return true;
    }

    private void MoveToMain(ValueEntry entry)
    {
        entry.Queue!.Remove(entry);
        _main.Enqueue(entry);
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

    private void Remember(int hash)
    {
        if (_ghosts.Add(hash))
        {
            _ghostOrder.Enqueue(hash);
        }

        while (_ghostOrder.Count > (GhostsPerEntry * _count) + 1)
        {
            _ghosts.Remove(_ghostOrder.Dequeue());
        }
    }

    // Looks at the next few entries of a round through the queues, so that what nobody asks for goes too.
    private void ReclaimExpired(long now)
    {
        for (var i = 0; i < ExpiryProbes; i++)
        {
            var entry = _probe ?? _main.Oldest ?? _small.Oldest;
            _probe = entry?.Newer ?? (entry?.Queue == _main ? _small.Oldest : null);
            if (entry is not null && entry.IsGoneAt(now))
            {
                Unlink(entry);
                observer.Expired(entry);
            }
        }
    }
}
