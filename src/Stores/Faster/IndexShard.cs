namespace Freshet.Stores;

/// <summary>A part of the index: linear probing, with the following slots shifted back on removal.</summary>
internal sealed class IndexShard(SegmentUse use)
{
    private readonly Lock _lock = new();
    private IndexSlot[] _slots = new IndexSlot[16];
    private int _count;
    private int _live;

    /// <summary>How many values there are.</summary>
    public int Count => Volatile.Read(ref _live);

    public bool TryFind(KeyHash hash, bool touch, out IndexSlot slot)
    {
        lock (_lock)
        {
            int at = Find(hash);
            ref IndexSlot found = ref _slots[at];
            slot = found;
            if (found.Address == 0)
            {
                return false;
            }

            if (touch && !found.Hot)
            {
                found.Hot = true;
            }

            return true;
        }
    }

    public void Set(in IndexSlot slot)
    {
        lock (_lock)
        {
            int at = Find(slot.Hash);
            if (_slots[at].Address == 0 && ++_count > _slots.Length / 4 * 3)
            {
                Grow();
                at = Find(slot.Hash);
            }

            Put(at, slot);
        }
    }

    public bool Replace(long expectedAddress, in IndexSlot slot)
    {
        lock (_lock)
        {
            int at = Find(slot.Hash);
            if (_slots[at].Address != expectedAddress)
            {
                return false;
            }

            Put(at, slot);
            return true;
        }
    }

    /// <summary>Removes a key, if it is at the expected address.</summary>
    public bool Remove(KeyHash hash, long expectedAddress)
    {
        lock (_lock)
        {
            int at = Find(hash);
            if (_slots[at].Address != expectedAddress)
            {
                return false;
            }

            Put(at, default);
            RemoveAt(at);
            return true;
        }
    }

    public bool Expire(KeyHash hash, long expectedAddress)
    {
        lock (_lock)
        {
            int at = Find(hash);
            return _slots[at].Address == expectedAddress && _slots[at].IsLive && Expire(at);
        }
    }

    /// <summary>Marks what has expired among the next slots; false when these were the last.</summary>
    public bool Sweep(long nowTicks, ref int from, int slots, List<IndexSlot> expired)
    {
        lock (_lock)
        {
            int end = Math.Min(from + slots, _slots.Length);
            for (; from < end; from++)
            {
                if (_slots[from].Address != 0 && _slots[from].IsLive && _slots[from].ExpiredAt(nowTicks) && Expire(from))
                {
                    expired.Add(_slots[from]);
                }
            }

            return end < _slots.Length;
        }
    }

    /// <summary>Removes everything and returns how many slots had not expired.</summary>
    public long Clear(long nowTicks)
    {
        lock (_lock)
        {
            long live = 0;
            for (int at = 0; at < _slots.Length; at++)
            {
                live += _slots[at].Address != 0 && _slots[at].IsLive && !_slots[at].ExpiredAt(nowTicks) ? 1 : 0;
                Put(at, default);
            }

            _slots = new IndexSlot[16];
            _count = 0;
            return live;
        }
    }

    /// <summary>Copies the slots of a range of addresses to a list.</summary>
    public void CopyTo(List<IndexSlot> slots, long from = 1, long below = long.MaxValue)
    {
        lock (_lock)
        {
            foreach (ref readonly IndexSlot slot in _slots.AsSpan())
            {
                if (slot.Address >= from && slot.Address < below)
                {
                    slots.Add(slot);
                }
            }
        }
    }

    private void Put(int at, in IndexSlot slot)
    {
        ref IndexSlot place = ref _slots[at];
        if (place.Address != 0)
        {
            use.Leave(place);
            _live -= place.IsLive ? 1 : 0;
        }

        if (slot.Address != 0)
        {
            use.Enter(slot);
            _live += slot.IsLive ? 1 : 0;
        }

        place = slot;
    }

    private bool Expire(int at)
    {
        IndexSlot slot = _slots[at];
        slot.Expire();
        Put(at, slot);
        return true;
    }

    private int Find(KeyHash hash)
    {
        int mask = _slots.Length - 1;
        int at = (int)hash.Low & mask;
        while (_slots[at].Address != 0 && _slots[at].Hash != hash)
        {
            at = (at + 1) & mask;
        }

        return at;
    }

    private void RemoveAt(int at)
    {
        int mask = _slots.Length - 1;
        int next = at;
        while (true)
        {
            next = (next + 1) & mask;
            if (_slots[next].Address == 0)
            {
                break;
            }

            int home = (int)_slots[next].Hash.Low & mask;
            if (((next - home) & mask) >= ((next - at) & mask))
            {
                _slots[at] = _slots[next];
                at = next;
            }
        }

        _slots[at] = default;
        _count--;
    }

    private void Grow()
    {
        IndexSlot[] old = _slots;
        _slots = new IndexSlot[old.Length * 2];
        foreach (ref readonly IndexSlot slot in old.AsSpan())
        {
            if (slot.Address != 0)
            {
                _slots[Find(slot.Hash)] = slot;
            }
        }
    }
}
