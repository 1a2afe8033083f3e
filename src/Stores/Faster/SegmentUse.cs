namespace Freshet.Stores;

/// <summary>How much of each segment is of use: counted while the index changes, whoever changes it.</summary>
/// <remarks>What is new is added by one thread at a time, under the store's gate; what ends to be of use, by any.</remarks>
internal sealed class SegmentUse(LogLayout layout)
{
    private const int ChunkBits = 10;

    private Counts[][] _chunks = [];

    public ref Counts this[int segment] => ref Of(segment);

    public void Enter(in IndexSlot slot) => Change(slot, slot.KeptBytes);

    public void Leave(in IndexSlot slot) => Change(slot, -slot.KeptBytes);

    /// <summary>The share of a segment that emptying it would give back.</summary>
    public double DeadShare(int segment, bool oldest) => 1 - (KeptBytes(segment, oldest) / (double)Size(segment));

    /// <summary>The bytes that emptying a segment would write again; nothing older hides behind the removals of the oldest.</summary>
    public long KeptBytes(int segment, bool oldest) => this[segment].Live + (oldest ? 0 : this[segment].Hiding);

    /// <summary>What a segment of the records that were written to it takes: pages that sessions left half full count, ends of pages where no more records went do not.</summary>
    public long Size(int segment) => Math.Max(this[segment].Written, layout.SegmentSize - (layout.SegmentSize >> layout.PageBits) * LogRecord.MaxLogBytes);

    private void Change(in IndexSlot slot, long bytes)
    {
        ref Counts counts = ref Of(layout.SegmentOf(slot.Address));
        Interlocked.Add(ref slot.IsLive ? ref counts.Live : ref counts.Hiding, bytes);
    }

    private ref Counts Of(int segment)
    {
        int chunk = segment >> ChunkBits;
        Counts[][] chunks = Volatile.Read(ref _chunks);
        if (chunk >= chunks.Length || chunks[chunk] is null)
        {
            Array.Resize(ref chunks, Math.Max(chunk + 1, chunks.Length));
            chunks[chunk] = new Counts[1 << ChunkBits];
            Volatile.Write(ref _chunks, chunks);
        }

        return ref chunks[chunk][segment & ((1 << ChunkBits) - 1)];
    }

    internal struct Counts
    {
        /// <summary>Bytes of values that are live.</summary>
        public long Live;

        /// <summary>Bytes of removals and expired values that may hide older values.</summary>
        public long Hiding;

        /// <summary>Bytes of all records that were written.</summary>
        public long Written;
    }
}
