namespace Freshet.Urls;

/// <summary>The seen set in memory: exact by the 128 bits of <see cref="UrlKey"/>, at 19 to 38 bytes a URL.</summary>
/// <remarks>All members may be called by many threads at once. A key that was seen before costs no lock.</remarks>
public sealed class SeenSet : ISeenSet
{
    private const int ShardBits = 6;

    private readonly SeenShard[] _shards = new SeenShard[1 << ShardBits];
    private readonly long _capacity;
    private long _count;
    private long _refused;

    /// <summary>Creates an empty set.</summary>
    /// <param name="capacity">The number of keys beyond which new ones are refused; without bound by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public SeenSet(long capacity = long.MaxValue)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
        for (var i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new SeenShard();
        }
    }

    /// <inheritdoc/>
    public long Count => Math.Min(Volatile.Read(ref _count), _capacity);

    /// <summary>How often a new key was refused because the set was full.</summary>
    public long Refused => Volatile.Read(ref _refused);

    /// <inheritdoc/>
    public bool TryAdd(UrlKey key)
    {
        var shard = _shards[key.High >> (64 - ShardBits)];
        if (shard.Find(key))
        {
            return false;
        }

        lock (shard.Lock)
        {
            if (shard.ContainsNow(key))
            {
                return false;
            }

            if (Interlocked.Increment(ref _count) > _capacity)
            {
                Interlocked.Decrement(ref _count);
                Interlocked.Increment(ref _refused);
                return false;
            }

            shard.Add(key);
            return true;
        }
    }

    /// <inheritdoc/>
    /// <remarks>Each key's page is another line of memory: the processor waits for all of them together, not for one after the other.</remarks>
    public void Expect(ReadOnlySpan<UrlKey> keys)
    {
        foreach (var key in keys)
        {
            _shards[key.High >> (64 - ShardBits)].Touch(key);
        }
    }

    /// <summary>Whether a key is in the set.</summary>
    public bool Contains(UrlKey key) => _shards[key.High >> (64 - ShardBits)].Contains(key);
}
