using System.Collections.Concurrent;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>One part of the memory store: which of its entries leave, and when.</summary>
/// <remarks>
/// S3-FIFO (Yang et al., SOSP 2023): new entries pass through a small queue, and only those that were read there come to the main
/// one, so a scan does not wash out what is used. A key that came back soon after it left the small queue goes to the main queue at
/// once. Reads take no lock; they only count.
/// </remarks>
internal sealed class MemoryShard(
    ConcurrentDictionary<string, MemoryEntry> entries, StoreObservers observers, MemoryStoreOptions options, long maxBytes, long maxEntries)
{
    private const int SmallShare = 10;
    private const int GhostsPerEntry = 2;
    private const int ExpiryProbes = 2;

    private readonly bool _isLru = options.Eviction == MemoryEviction.LeastRecentlyUsed;
    private readonly Lock _lock = new();
    private readonly MemoryQueue _small = new();
    private readonly MemoryQueue _main = new();
    private readonly Queue<int> _ghostOrder = new();
    private readonly HashSet<int> _ghosts = [];
    private MemoryEntry? _probe;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _small.Bytes + _main.Bytes;
            }
        }
    }

    public void Set(string key, StoreRecord record)
    {
        lock (_lock)
        {
            bool known = entries.TryGetValue(key, out MemoryEntry? entry);
            if (MemoryEntry.SizeOf(key, record) > maxBytes)
            {
                Refuse(key, record, entry);
                return;
            }

            if (known)
            {
                entry!.Queue!.Resize(record.Value.Length - entry.Record.Value.Length);
                entry.Record = record;
                if (_isLru)
                {
                    MoveToMain(entry);
                }
                else
                {
                    entry.Touch();
                }
            }
            else
            {
                Add(new MemoryEntry(key, record));
            }

            ReclaimExpired();
            while (_small.Bytes + _main.Bytes > maxBytes || _count > maxEntries)
            {
                EvictOne();
            }
        }
    }

    /// <summary>Takes note of a read.</summary>
    public void Use(MemoryEntry entry)
    {
        if (!_isLru)
        {
            entry.Touch();
            return;
        }

        lock (_lock)
        {
            if (entry.Queue is not null)
            {
                MoveToMain(entry);
            }
        }
    }

    /// <summary>Removes an entry; false when it is gone already.</summary>
    public bool Remove(MemoryEntry entry)
    {
        lock (_lock)
        {
            return Unlink(entry);
        }
    }

    /// <summary>Removes an entry that has expired and still has.</summary>
    public void Expire(MemoryEntry entry)
    {
        lock (_lock)
        {
            if (entry.ExpiredAt(options.TimeProvider) && Unlink(entry))
            {
                observers.Expired(entry.Key, options.Name);
            }
        }
    }

    /// <summary>An entry that would fill the shard alone is not kept, rather than everything else.</summary>
    private void Refuse(string key, StoreRecord record, MemoryEntry? known)
    {
        if (known is not null)
        {
            Unlink(known);
        }

        observers.Evicted(key, record.Value.Length, options.Name);
    }

    private void Add(MemoryEntry entry)
    {
        entries[entry.Key] = entry;
        _count++;
        (_isLru || _ghosts.Remove(entry.Key.GetHashCode(StringComparison.Ordinal)) ? _main : _small).Enqueue(entry);
    }

    private bool Unlink(MemoryEntry entry)
    {
        if (entry.Queue is null)
        {
            return false;
        }

        if (_probe == entry)
        {
            _probe = entry.Newer;
        }

        entries.TryRemove(entry.Key, out _);
        entry.Queue.Remove(entry);
        _count--;
        return true;
    }

    private void EvictOne()
    {
        if (_main.Oldest is null || (_small.Oldest is not null && _small.Bytes * SmallShare >= maxBytes))
        {
            MemoryEntry entry = _small.Oldest!;
            if (entry.TrySpendAll())
            {
                MoveToMain(entry);
                return;
            }

            Evict(entry);
            Remember(entry.Key.GetHashCode(StringComparison.Ordinal));
            return;
        }

        MemoryEntry oldest = _main.Oldest;
        if (oldest.TrySpend())
        {
            MoveToMain(oldest);
        }
        else
        {
            Evict(oldest);
        }
    }

    private void MoveToMain(MemoryEntry entry)
    {
        if (_probe == entry)
        {
            _probe = entry.Newer;
        }

        entry.Queue!.Remove(entry);
        _main.Enqueue(entry);
    }

    private void Evict(MemoryEntry entry)
    {
        Unlink(entry);
        if (entry.ExpiredAt(options.TimeProvider))
        {
            observers.Expired(entry.Key, options.Name);
        }
        else
        {
            observers.Evicted(entry.Key, entry.Record.Value.Length, options.Name);
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

    /// <summary>Looks at the next few entries of a round through the queues, so that what nobody asks for goes too.</summary>
    private void ReclaimExpired()
    {
        for (int i = 0; i < ExpiryProbes; i++)
        {
            MemoryEntry? entry = _probe ?? _main.Oldest ?? _small.Oldest;
            _probe = entry?.Newer ?? (entry?.Queue == _main ? _small.Oldest : null);
            if (entry is not null && entry.ExpiredAt(options.TimeProvider))
            {
                Unlink(entry);
                observers.Expired(entry.Key, options.Name);
            }
        }
    }
}
