using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Caching;

// The heads of records that were read lately and are shared by all readers, as a store in memory gives them: such a record is verified and
// parsed once. What is remembered is bounded, and replaced by whatever falls on the same place.
internal sealed class HeadMemo
{
    private const int Slots = 1024;
    private const int LargestRecord = 16 << 10;
    private readonly Entry?[] _slots = new Entry?[Slots];

    public bool TryGet(StoreRecord record, [NotNullWhen(true)] out StoredHeads? heads)
    {
        var entry = Volatile.Read(ref Slot(record));
        heads = entry is not null && ReferenceEquals(entry.Record, record) ? entry.Heads : null;
        return heads is not null;
    }

    public void Set(StoreRecord record, StoredHeads heads)
    {
        if (!record.IsRented && record.Value.Length <= LargestRecord)
        {
            Volatile.Write(ref Slot(record), new Entry(record, heads));
        }
    }

    private ref Entry? Slot(StoreRecord record) => ref _slots[RuntimeHelpers.GetHashCode(record) & (Slots - 1)];

    private sealed record Entry(StoreRecord Record, StoredHeads Heads);
}
