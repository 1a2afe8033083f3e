using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>One part of the memory store: its entries, and which of them leave.</summary>
internal sealed class MemoryShard(StoreObservers observers, ExpiryClock clock, MemoryStoreOptions options, long maxBytes, long maxEntries)
{
    private readonly bool _isLru = options.Eviction == MemoryEviction.LeastRecentlyUsed;
    private readonly Lock _lock = new();
    private readonly MemoryTable _entries = new();
    private readonly KeptQueues<MemoryEntry> _queues = new();
    private int _expiring;

    public int Count => _entries.Count;

    public long Bytes
    {
        get
        {
            lock (_lock)
            {
                return _queues.Weight;
            }
        }
    }

    public StoreRecord? Get(string key, int hash)
    {
        if (_entries.Find(key, hash) is not { } entry)
        {
            return null;
        }

        StoreRecord record = entry.Record;
        if (clock.IsPast(record.Expires))
        {
            Expire(entry, record);
            return null;
        }

        Use(entry);
        return record;
    }

    public void Set(string key, int hash, StoreRecord record)
    {
        int size = MemoryEntry.SizeOf(key, record);
        lock (_lock)
        {
            MemoryEntry? known = _entries.Find(key, hash);
            if (size > maxBytes)
            {
                // It would fill the shard alone, rather than everything else.
                Unlink(known);
                observers.Evicted(key, record.Value.Length, options.Name);
                return;
            }

            if (known is null)
            {
                Add(new MemoryEntry(key, hash, record) { Weight = size, Expires = MemoryEntry.Never });
            }
            else
            {
                Replace(known, record, size);
            }

            ReclaimExpired();
            while (_queues.Weight > maxBytes || _entries.Count > maxEntries)
            {
                Evict(_queues.NextToLeave()!);
            }
        }
    }

    /// <summary>Removes a record; false when there is none that has not expired.</summary>
    public bool Remove(string key, int hash)
    {
        lock (_lock)
        {
            MemoryEntry? entry = _entries.Find(key, hash);
            return Unlink(entry) && !clock.IsPast(entry!.Expires);
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            Array.ForEach(_entries.ToArray(), e => Unlink(e));
        }
    }

    public MemoryEntry[] ToArray()
    {
        lock (_lock)
        {
            return _entries.ToArray();
        }
    }

    private void Use(MemoryEntry entry)
    {
        if (!_isLru)
        {
            entry.Touch();
            return;
        }

        lock (_lock)
        {
            if (entry.Place != KeptPlace.None)
            {
                _queues.Promote(entry);
            }
        }
    }

    /// <summary>Removes an entry that still has the record that was seen to have expired.</summary>
    private void Expire(MemoryEntry entry, StoreRecord seen)
    {
        lock (_lock)
        {
            if (entry.Record == seen && Unlink(entry))
            {
                observers.Expired(entry.Key, options.Name);
            }
        }
    }

    private void Add(MemoryEntry entry)
    {
        SetExpiry(entry, entry.Record);
        _entries.Add(entry);
        if (_isLru)
        {
            _queues.AddToMain(entry);
        }
        else
        {
            _queues.Add(entry);
        }
    }

    private void Replace(MemoryEntry entry, StoreRecord record, int size)
    {
        SetExpiry(entry, record);
        _queues.Reweigh(entry, size);
        entry.Record = record;
        if (_isLru)
        {
            _queues.Promote(entry);
        }
        else
        {
            entry.Touch();
        }
    }

    private void SetExpiry(MemoryEntry entry, StoreRecord record)
    {
        long expires = record.Expires?.UtcTicks ?? MemoryEntry.Never;
        _expiring += (expires == MemoryEntry.Never ? 0 : 1) - (entry.Expires == MemoryEntry.Never ? 0 : 1);
        entry.Expires = expires;
    }

    private bool Unlink(MemoryEntry? entry)
    {
        if (entry is null or { Place: KeptPlace.None })
        {
            return false;
        }

        _expiring -= entry.Expires == MemoryEntry.Never ? 0 : 1;
        _entries.Remove(entry);
        _queues.Remove(entry);
        return true;
    }

    private void Evict(MemoryEntry entry)
    {
        Unlink(entry);
        if (clock.IsPast(entry.Expires))
        {
            observers.Expired(entry.Key, options.Name);
        }
        else
        {
            observers.Evicted(entry.Key, entry.Record.Value.Length, options.Name);
        }
    }

    /// <summary>Looks at the next entry of a round through the queues, so that what nobody asks for goes too.</summary>
    private void ReclaimExpired()
    {
        if (_expiring > 0 && _queues.NextOfRound() is { } entry && clock.IsPast(entry.Expires))
        {
            Unlink(entry);
            observers.Expired(entry.Key, options.Name);
        }
    }
}
