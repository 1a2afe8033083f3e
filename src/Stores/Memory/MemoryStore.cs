using System.Numerics;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store in the memory of the process, bounded by bytes, whose eviction withstands scans.</summary>
/// <remarks>Every reader gets the stored array itself: reading copies nothing and takes no lock.</remarks>
public sealed class MemoryStore : ICacheStore, IObservableStore
{
    private const long ShardBytes = 8 << 20;
    private const long ShardEntries = 1024;
    private const int MostShards = 64;

    private readonly MemoryStoreOptions _options;
    private readonly StoreObservers _observers = new();
    private readonly ExpiryClock _clock;
    private readonly MemoryShard[] _shards;
    private bool _disposed;

    /// <summary>Makes a store.</summary>
    /// <param name="options">The options; the defaults when null.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public MemoryStore(MemoryStoreOptions? options = null)
    {
        _options = options ?? new MemoryStoreOptions();
        _options.Check();
        _clock = new ExpiryClock(_options.TimeProvider);
        long entries = _options.MaxEntries ?? long.MaxValue;
        long wanted = Math.Clamp(Math.Min(_options.MaxBytes / ShardBytes, entries / ShardEntries), 1, MostShards);
        _shards = new MemoryShard[1 << BitOperations.Log2((ulong)wanted)];
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new MemoryShard(_observers, _clock, _options, _options.MaxBytes / _shards.Length, entries / _shards.Length);
        }
    }

    /// <summary>How many entries there are, expired ones that nobody asked for among them.</summary>
    public long Count => _shards.Sum(static s => (long)s.Count);

    /// <summary>The bytes of keys, values and what the store adds to each entry.</summary>
    public long Bytes => _shards.Sum(static s => s.Bytes);

    /// <inheritdoc/>
    public IDisposable Observe(IStoreObserver observer) => _observers.Add(observer);

    /// <inheritdoc/>
    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StoreRecord?>(cancellationToken);
        }

        int hash = KeptHash.Of(key);
        if (ShardOf(hash).Get(key, hash) is { } record)
        {
            return new(record);
        }

        // What was found was checked when it was set.
        StoreLimits.CheckKey(key);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        StoreLimits.CheckValue(value);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        byte[] copy = GC.AllocateUninitializedArray<byte>(value.Length);
        value.CopyTo(copy);
        int hash = KeptHash.Of(key);
        ShardOf(hash).Set(key, hash, new StoreRecord(copy, expires, _options.Name));
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed, this);
        return cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<bool>(cancellationToken) : new(Remove(key));
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed, this);
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (MemoryShard shard in _shards)
        {
            foreach (MemoryEntry entry in shard.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                StoreRecord record = entry.Record;
                if (entry.Key.StartsWith(prefix, StringComparison.Ordinal) && !_clock.IsPast(record.Expires))
                {
                    yield return new StoreEntry(entry.Key, record.Value.Length, record.Expires);
                }
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed, this);
        long removed = 0;
        foreach (MemoryShard shard in _shards)
        {
            foreach (MemoryEntry entry in shard.ToArray())
            {
                cancellationToken.ThrowIfCancellationRequested();
                removed += entry.Key.StartsWith(prefix, StringComparison.Ordinal) && shard.Remove(entry.Key, entry.Hash) ? 1 : 0;
            }
        }

        return new(removed);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        Array.ForEach(_shards, static s => s.Clear());
        return default;
    }

    private bool Remove(string key)
    {
        int hash = KeptHash.Of(key);
        return ShardOf(hash).Remove(key, hash);
    }

    // The chains of a shard go by the other end of the hash.
    private MemoryShard ShardOf(int hash) => _shards[(uint)hash >> 26 & (_shards.Length - 1)];
}
