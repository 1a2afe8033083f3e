namespace Freshet.Stores;

/// <summary>A part of the index: linear probing, with the following slots shifted back on removal.</summary>
internal sealed class IndexShard
{
    private readonly Lock _lock = new();
    private IndexSlot[] _slots = new IndexSlot[16];
    private int _count;

    public int Count => Volatile.Read(ref _count);

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

            _slots[at] = slot;
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

            _slots[at] = slot;
            return true;
        }
    }

    /// <summary>Removes a key, if it is at the expected address or that is 0.</summary>
    public bool Remove(KeyHash hash, long expectedAddress)
    {
        lock (_lock)
        {
            int at = Find(hash);
            long address = _slots[at].Address;
            if (address == 0 || (expectedAddress != 0 && address != expectedAddress))
            {
                return false;
            }

            RemoveAt(at);
            return true;
        }
    }

    /// <summary>Removes everything and returns how many slots had not expired.</summary>
    public long Clear(long nowTicks)
    {
        lock (_lock)
        {
            long live = 0;
            foreach (ref readonly IndexSlot slot in _slots.AsSpan())
            {
                live += slot.Address != 0 && !slot.ExpiredAt(nowTicks) ? 1 : 0;
            }

            _slots = new IndexSlot[16];
            _count = 0;
            return live;
        }
    }

    /// <summary>Copies the slots below an address to a list.</summary>
    public void CopyTo(List<IndexSlot> slots, long below = long.MaxValue)
    {
        lock (_lock)
        {
            foreach (ref readonly IndexSlot slot in _slots.AsSpan())
            {
                if (slot.Address != 0 && slot.Address < below)
                {
                    slots.Add(slot);
                }
            }
        }
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
