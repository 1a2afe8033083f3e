using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freshet.Urls;

/// <summary>A part of the seen set: small pages of keys under a directory, searched by any thread while one, under the lock, adds.</summary>
/// <remarks>
/// Extendible hashing: the first bits of a key's lower half choose the page, the last ones the slot where probing begins. A full page
/// gives half of its keys to a new one, in place, so nothing but a small directory is ever copied. A reader that meets a page in
/// the middle of that misses keys and then asks under the lock; it never finds one that is not there, because it reads the lower half
/// before and after the upper one.
/// </remarks>
internal sealed class SeenShard
{
    private const int Slots = 64;
    private const int Full = 56;

    // A page has its slots, two words each, lower half first and 0 where empty; then its depth and the number of its keys.
    private const int DepthAt = 2 * Slots;
    private const int CountAt = DepthAt + 1;

    private readonly Lock _lock = new();
    private ulong[][] _directory = [new ulong[CountAt + 1]];
    private int _pages = 1;

    // Keys whose lower half is 0, or the same as that of too many others.
    private HashSet<UrlKey>? _odd;

    public Lock Lock => _lock;

    public bool Contains(UrlKey key)
    {
        if (Find(key))
        {
            return true;
        }

        lock (_lock)
        {
            return ContainsNow(key);
        }
    }

    /// <summary>Whether a key is there for certain; it may be there all the same.</summary>
    public bool Find(UrlKey key)
    {
        var directory = Volatile.Read(ref _directory);

        // Slots are in range by construction, and the check would cost the cache line that holds the array's length.
        ref var page = ref MemoryMarshal.GetArrayDataReference(directory[Index(directory, key.Low)]);
        for (var i = 0; i < Slots; i++)
        {
            ref var slot = ref Unsafe.Add(ref page, 2 * (((int)key.Low + i) & (Slots - 1)));
            var low = Volatile.Read(ref slot);
            if (low == 0)
            {
                return false;
            }

            if (low == key.Low && Volatile.Read(ref Unsafe.Add(ref slot, 1)) == key.High && Volatile.Read(ref slot) == low)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings near where probing for a key begins, and does not wait for it.</summary>
    public void Touch(UrlKey key)
    {
        var directory = Volatile.Read(ref _directory);
        ref var page = ref MemoryMarshal.GetArrayDataReference(directory[Index(directory, key.Low)]);
        _ = Volatile.Read(ref Unsafe.Add(ref page, 2 * ((int)key.Low & (Slots - 1))));
    }

    /// <summary>Whether a key is there; under the lock.</summary>
    public bool ContainsNow(UrlKey key) => Find(key) || (_odd is not null && _odd.Contains(key));

    /// <summary>Adds a key that is not there; under the lock.</summary>
    public void Add(UrlKey key)
    {
        var page = _directory[Index(_directory, key.Low)];
        while (page[CountAt] >= Full && key.Low != 0)
        {
            if (!TrySplit(page, key.Low))
            {
                break;
            }

            page = _directory[Index(_directory, key.Low)];
        }

        if (key.Low == 0 || page[CountAt] >= Full)
        {
            (_odd ??= []).Add(key);
            return;
        }

        Put(page, key.Low, key.High);
    }

    private bool TrySplit(ulong[] page, ulong low)
    {
        var directory = _directory;
        var depth = (int)page[DepthAt];
        if (1 << depth == directory.Length)
        {
            // A directory far larger than its pages serves keys that are too much alike.
            if (directory.Length >= 16 * _pages)
            {
                return false;
            }

            var larger = new ulong[2 * directory.Length][];
            for (var i = 0; i < larger.Length; i++)
            {
                larger[i] = directory[i / 2];
            }

            directory = larger;
        }

        var sibling = new ulong[CountAt + 1];
        page[DepthAt] = sibling[DepthAt] = (ulong)depth + 1;
        _pages++;
        MoveHalf(page, sibling, 1UL << (63 - depth));

        // The page's entries are next to each other; the upper half of them becomes the sibling's.
        var span = directory.Length >> depth;
        var first = Index(directory, low) / span * span;
        directory.AsSpan(first + (span / 2), span / 2).Fill(sibling);
        Volatile.Write(ref _directory, directory);
        return true;
    }

    private static void MoveHalf(ulong[] page, ulong[] sibling, ulong bit)
    {
        Span<ulong> keys = stackalloc ulong[2 * Slots];
        page.AsSpan(0, 2 * Slots).CopyTo(keys);
        for (var at = 0; at < 2 * Slots; at += 2)
        {
            Volatile.Write(ref page[at], 0);
        }

        page[CountAt] = 0;
        for (var at = 0; at < 2 * Slots; at += 2)
        {
            if (keys[at] != 0)
            {
                Put((keys[at] & bit) == 0 ? page : sibling, keys[at], keys[at + 1]);
            }
        }
    }

    private static void Put(ulong[] page, ulong low, ulong high)
    {
        var slot = (int)low & (Slots - 1);
        while (page[2 * slot] != 0)
        {
            slot = (slot + 1) & (Slots - 1);
        }

        Volatile.Write(ref page[(2 * slot) + 1], high);
        Volatile.Write(ref page[2 * slot], low);
        page[CountAt]++;
    }

    private static int Index(ulong[][] directory, ulong low) => (int)Math.BigMul(low, (ulong)directory.Length, out _);
}
