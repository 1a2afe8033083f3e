using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>An entry of the memory store.</summary>
internal sealed class MemoryEntry(string key, int hash, StoreRecord record) : KeptEntry<MemoryEntry>(key, hash, record)
{
    public const long Never = long.MaxValue;

    // The objects of an entry, its array's header, its share of the chains and of the ghosts.
    private const int Overhead = 256;

    private volatile MemoryEntry? _next;

    /// <summary>The next of its chain, which readers follow while others change it.</summary>
    public MemoryEntry? Next
    {
        get => _next;
        set => _next = value;
    }

    /// <summary>Handed out to every reader: it holds nothing that disposal would return.</summary>
    public StoreRecord Record
    {
        get => Unsafe.As<StoreRecord>(Held)!;
        set => Held = value;
    }

    /// <summary>The ticks of its record's expiry: for who has the lock.</summary>
    public long Expires { get; set; }

    public static int SizeOf(string key, StoreRecord record) => Overhead + (2 * key.Length) + record.Value.Length;
}
