using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>An entry of the memory store, linked into one of its shard's queues.</summary>
internal sealed class MemoryEntry(string key, StoreRecord record)
{
    // The objects of an entry, its array's header and its place in the dictionary.
    private const int Overhead = 232;
    private const int MostReads = 3;

    private int _reads;

    public string Key => key;

    /// <summary>Handed out to every reader: it holds nothing that disposal would return.</summary>
    public StoreRecord Record { get; set; } = record;

    public MemoryEntry? Newer { get; set; }

    public MemoryEntry? Older { get; set; }

    public MemoryQueue? Queue { get; set; }

    public long Size => SizeOf(key, Record);

    public static long SizeOf(string key, StoreRecord record) => Overhead + (2L * key.Length) + record.Value.Length;

    /// <summary>Counts a read, up to three; a lost race loses no more than one.</summary>
    public void Touch()
    {
        if (_reads < MostReads)
        {
            _reads++;
        }
    }

    /// <summary>Takes back one counted read, if there is one.</summary>
    public bool TrySpend()
    {
        if (_reads == 0)
        {
            return false;
        }

        _reads--;
        return true;
    }

    /// <summary>Takes back all counted reads, if there are any.</summary>
    public bool TrySpendAll()
    {
        bool any = _reads > 0;
        _reads = 0;
        return any;
    }

    public bool ExpiredAt(TimeProvider time) => Record.Expires is { } expires && expires <= time.GetUtcNow();
}
