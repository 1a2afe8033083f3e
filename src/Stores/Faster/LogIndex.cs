namespace Freshet.Stores;

/// <summary>The index of the log: open addressing in 64 shards, a lock and an array of slots each, no object an entry.</summary>
internal sealed class LogIndex
{
    private const int ShardCount = 64;
    private readonly IndexShard[] _shards = new IndexShard[ShardCount];

    public LogIndex()
    {
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new IndexShard();
        }
    }

    public long Count
    {
        get
        {
            long count = 0;
            foreach (IndexShard shard in _shards)
            {
                count += shard.Count;
            }

            return count;
        }
    }

    public IReadOnlyList<IndexShard> Shards => _shards;

    /// <summary>Finds a key and, when asked, marks it as read.</summary>
    public bool TryFind(KeyHash hash, bool touch, out IndexSlot slot) => ShardOf(hash).TryFind(hash, touch, out slot);

    public void Set(in IndexSlot slot) => ShardOf(slot.Hash).Set(slot);

    /// <summary>Puts a slot in place of one that is still as expected.</summary>
    public bool Replace(in IndexSlot expected, in IndexSlot slot) => ShardOf(slot.Hash).Replace(expected.Address, slot);

    /// <summary>Removes everything and returns how many slots had not expired.</summary>
    public long Clear(long nowTicks) => _shards.Sum(s => s.Clear(nowTicks));

    public bool Remove(KeyHash hash) => ShardOf(hash).Remove(hash, 0);

    /// <summary>Removes a slot that is still as expected.</summary>
    public bool Remove(in IndexSlot expected) => ShardOf(expected.Hash).Remove(expected.Hash, expected.Address);

    private IndexShard ShardOf(KeyHash hash) => _shards[(int)(hash.High % ShardCount)];
}
