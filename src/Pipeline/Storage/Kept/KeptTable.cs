namespace Freshet.Storage;

/// <summary>Entries by key. Finding takes no lock; whoever changes something has the owner's.</summary>
/// <remarks>
/// Chains of the entries themselves. One that was taken out keeps its successor, so a reader who stands on it finds the rest. While the
/// table grows, chains are taken apart: who finds nothing then looks again.
/// </remarks>
internal sealed class KeptTable<T> where T : KeptEntry<T>
{
    private const int LeastChains = 16;

    private Chain[] _chains = new Chain[LeastChains];
    private int _growths;
    private int _count;

    public int Count => Volatile.Read(ref _count);

    public T? Find(ReadOnlySpan<char> key, int hash)
    {
        var spin = default(SpinWait);
        while (true)
        {
            var growths = Volatile.Read(ref _growths);
            var chains = Volatile.Read(ref _chains);
            for (var entry = chains[hash & (chains.Length - 1)].First; entry is not null; entry = entry.Next)
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

    public void Add(T entry)
    {
        if (_count >= _chains.Length)
        {
            Grow();
        }

        ref var chain = ref _chains[entry.Hash & (_chains.Length - 1)];
        entry.Next = chain.First;
        chain.First = entry;
        Volatile.Write(ref _count, _count + 1);
    }

    public void Remove(T entry)
    {
        ref var chain = ref _chains[entry.Hash & (_chains.Length - 1)];
        if (chain.First == entry)
        {
            chain.First = entry.Next;
        }
        else
        {
            Before(chain.First!, entry).Next = entry.Next;
        }

        Volatile.Write(ref _count, _count - 1);
    }

    /// <summary>Puts an entry in the place of another of the same key, without a moment in which there is neither.</summary>
    public void Replace(T earlier, T entry)
    {
        ref var chain = ref _chains[entry.Hash & (_chains.Length - 1)];
        entry.Next = earlier.Next;
        if (chain.First == earlier)
        {
            chain.First = entry;
        }
        else
        {
            Before(chain.First!, earlier).Next = entry;
        }
    }

    public T[] ToArray()
    {
        var all = new T[_count];
        var i = 0;
        foreach (var chain in _chains)
        {
            for (var entry = chain.First; entry is not null; entry = entry.Next)
            {
                all[i++] = entry;
            }
        }

        return all;
    }

    private static T Before(T entry, T next)
    {
        while (entry.Next != next)
        {
            entry = entry.Next!;
        }

        return entry;
    }

    private void Grow()
    {
        Interlocked.Increment(ref _growths);
        var larger = new Chain[_chains.Length * 2];
        foreach (var chain in _chains)
        {
            for (T? entry = chain.First, next; entry is not null; entry = next)
            {
                next = entry.Next;
                ref var to = ref larger[entry.Hash & (larger.Length - 1)];
                entry.Next = to.First;
                to.First = entry;
            }
        }

        Volatile.Write(ref _chains, larger);
        Interlocked.Increment(ref _growths);
    }

    // A struct, since arrays of classes look at the type of what is put in.
    private struct Chain
    {
        public volatile T? First;
    }
}
