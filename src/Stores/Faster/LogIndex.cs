namespace Freshet.Stores;

/// <summary>The index of the log: open addressing in 64 shards, a lock and an array of slots each, no object an entry.</summary>
internal sealed class LogIndex
{
    private const int ShardCount = 64;
    private readonly IndexShard[] _shards = new IndexShard[ShardCount];
    private int _sweptShard;
    private int _sweptSlot;

    public LogIndex(LogLayout layout)
    {
        Use = new SegmentUse(layout);
        for (int i = 0; i < ShardCount; i++)
        {
            _shards[i] = new IndexShard(Use);
        }
    }

    /// <summary>How many values there are.</summary>
    public long Count => _shards.Sum(s => (long)s.Count);

    public SegmentUse Use { get; }

    /// <summary>How often all slots have been looked at.</summary>
    public int Sweeps { get; private set; }

    public IReadOnlyList<IndexShard> Shards => _shards;

    /// <summary>Finds the value of a key and, when asked, marks it as read.</summary>
    public bool TryFind(KeyHash hash, bool touch, out IndexSlot slot) => ShardOf(hash).TryFind(hash, touch, out slot) && slot.IsLive;

    /// <summary>Finds the newest record of a key, if only of its removal.</summary>
    public bool TryFindAny(KeyHash hash, out IndexSlot slot) => ShardOf(hash).TryFind(hash, touch: false, out slot);

    public void Set(in IndexSlot slot) => ShardOf(slot.Hash).Set(slot);

    /// <summary>Puts a slot in place of one that is still as expected.</summary>
    public bool Replace(in IndexSlot expected, in IndexSlot slot) => ShardOf(slot.Hash).Replace(expected.Address, slot);

    /// <summary>Removes everything and returns how many slots had not expired.</summary>
    public long Clear(long nowTicks) => _shards.Sum(s => s.Clear(nowTicks));

    /// <summary>Removes a slot that is still as expected.</summary>
    public bool Remove(in IndexSlot expected) => ShardOf(expected.Hash).Remove(expected.Hash, expected.Address);

    /// <summary>Marks a value that is still as expected as expired.</summary>
    public bool Expire(in IndexSlot expected) => ShardOf(expected.Hash).Expire(expected.Hash, expected.Address);

    /// <summary>Marks those of the next few slots that have expired, and adds them to a list. One caller at a time.</summary>
    public void Sweep(long nowTicks, int slots, List<IndexSlot> expired)
    {
        if (!_shards[_sweptShard].Sweep(nowTicks, ref _sweptSlot, slots, expired))
        {
            (_sweptShard, _sweptSlot) = ((_sweptShard + 1) % ShardCount, 0);
            Sweeps += _sweptShard == 0 ? 1 : 0;
        }
    }

    private IndexShard ShardOf(KeyHash hash) => _shards[(int)(hash.High % ShardCount)];
}
