using System.Collections.Concurrent;
using System.Numerics;

namespace Freshet.Values;

// The values in memory, bounded by count and size.
internal sealed class ValueTable
{
    private const long ShardEntries = 4096;
    private const int MostShards = 64;

    private readonly ConcurrentDictionary<string, ValueEntry> _entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ValueEntry>.AlternateLookup<ReadOnlySpan<char>> _bySpan;
    private readonly ValueShard[] _shards;

    public ValueTable(ValueMemoryOptions options, ITableObserver observer)
    {
        _bySpan = _entries.GetAlternateLookup<ReadOnlySpan<char>>();
        var size = options.MaxSize ?? long.MaxValue;
        var wanted = Math.Clamp(Math.Min(options.MaxCount / ShardEntries, size / ShardEntries), 1, MostShards);
        _shards = new ValueShard[1 << BitOperations.Log2((ulong)wanted)];
        for (var i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new ValueShard(_entries, observer, options.MaxCount / _shards.Length, size / _shards.Length);
        }
    }

    public long Count => _shards.Sum(static s => (long)s.Count);

    public long Size => _shards.Sum(static s => s.Size);

    public ValueEntry? Find(string key) => _entries.TryGetValue(key, out var entry) ? entry : null;

    public ValueEntry? Find(ReadOnlySpan<char> key) => _bySpan.TryGetValue(key, out var entry) ? entry : null;

    public void Set(ValueEntry entry, long now) => ShardOf(entry.Hash).Set(entry, now);

    /// <summary>Puts an entry in if what is there is still the given one, or nothing.</summary>
    public bool TryReplace(ValueEntry? earlier, ValueEntry entry, long now) => ShardOf(entry.Hash).Set(entry, now, earlier, isConditional: true);

    public bool Remove(ValueEntry entry) => ShardOf(entry.Hash).Remove(entry);

    public void Expire(ValueEntry entry) => ShardOf(entry.Hash).Expire(entry);

    public IEnumerable<ValueEntry> Under(string prefix)
    {
        foreach (var (key, entry) in _entries)
        {
            if (key.StartsWith(prefix, StringComparison.Ordinal))
            {
                yield return entry;
            }
        }
    }

    private ValueShard ShardOf(int hash) => _shards[hash & (_shards.Length - 1)];
}
