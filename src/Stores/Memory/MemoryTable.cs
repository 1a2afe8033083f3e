namespace Freshet.Stores;

/// <summary>Entries by key. Finding takes no lock; whoever changes something has the owner's.</summary>
/// <remarks>
/// Chains of the entries themselves. One that was taken out keeps its successor, so a reader who stands on it finds the rest. While the
/// table grows, chains are taken apart: who finds nothing then looks again.
/// </remarks>
internal sealed class MemoryTable
{
    private const int LeastChains = 16;

    private MemoryEntry?[] _chains = new MemoryEntry?[LeastChains];
    private int _growths;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public MemoryEntry? Find(ReadOnlySpan<char> key, int hash)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var growths = Volatile.Read(ref _growths);
            var chains = Volatile.Read(ref _chains);
            for (var entry = Volatile.Read(ref chains[hash & (chains.Length - 1)]); entry is not null; entry = entry.Next)
            {
                if (entry.Hash == hash && key.SequenceEqual(entry.Key))
                {
                    return entry;
                }
            }

            // Odd while it grows.
            if ((growths & 1) == 0 && growths == Volatile.Read(ref _growths))
            {
                return null;
            }

            spin.SpinOnce();
        }
    }

    public void Add(MemoryEntry entry)
    {
        if (_count >= _chains.Length)
        {
            Grow();
        }

        ref var chain = ref _chains[entry.Hash & (_chains.Length - 1)];
        entry.Next = chain;
        Volatile.Write(ref chain, entry);
        Volatile.Write(ref _count, _count + 1);
    }

    public void Remove(MemoryEntry entry)
    {
        ref var chain = ref _chains[entry.Hash & (_chains.Length - 1)];
        if (chain == entry)
        {
            Volatile.Write(ref chain, entry.Next);
        }
        else
        {
            Before(chain!, entry).Next = entry.Next;
        }

        Volatile.Write(ref _count, _count - 1);
    }

    public MemoryEntry[] ToArray()
    {
        var all = new MemoryEntry[_count];
        var i = 0;
        foreach (var chain in _chains)
        {
            for (var entry = chain; entry is not null; entry = entry.Next)
            {
                all[i++] = entry;
            }
        }

        return all;
    }

    private static MemoryEntry Before(MemoryEntry entry, MemoryEntry next)
    {
        while (entry.Next != next)
        {
            entry = entry.Next!;
        }

        return entry;
    }

    private void Grow()
    {
        var larger = new MemoryEntry?[_chains.Length * 2];
        Interlocked.Increment(ref _growths);
        foreach (var chain in _chains)
        {
            for (MemoryEntry? entry = chain, next; entry is not null; entry = next)
            {
                next = entry.Next;
                ref var to = ref larger[entry.Hash & (larger.Length - 1)];
                entry.Next = to;
                to = entry;
            }
        }

        Volatile.Write(ref _chains, larger);
        Interlocked.Increment(ref _growths);
    }
}
