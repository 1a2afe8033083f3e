using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, MemoryEntry> _entries = new(StringComparer.Ordinal);
    private readonly StoreObservers _observers = new();
    private readonly MemoryShard[] _shards;
    private bool _disposed;

    /// <summary>Makes a store.</summary>
    /// <param name="options">The options; the defaults when null.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public MemoryStore(MemoryStoreOptions? options = null)
    {
        _options = options ?? new MemoryStoreOptions();
        _options.Check();
        long entries = _options.MaxEntries ?? long.MaxValue;
        long wanted = Math.Clamp(Math.Min(_options.MaxBytes / ShardBytes, entries / ShardEntries), 1, MostShards);
        _shards = new MemoryShard[1 << BitOperations.Log2((ulong)wanted)];
        for (int i = 0; i < _shards.Length; i++)
        {
            _shards[i] = new MemoryShard(_entries, _observers, _options, _options.MaxBytes / _shards.Length, entries / _shards.Length);
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
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<StoreRecord?>(cancellationToken);
        }

        if (!_entries.TryGetValue(key, out MemoryEntry? entry))
        {
            return default;
        }

        if (entry.ExpiredAt(_options.TimeProvider))
        {
            ShardOf(key).Expire(entry);
            return default;
        }

        ShardOf(key).Use(entry);
        return new(entry.Record);
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
        ShardOf(key).Set(key, new StoreRecord(copy, expires, _options.Name));
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
        foreach ((string key, MemoryEntry entry) in _entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal) && !entry.ExpiredAt(_options.TimeProvider))
            {
                StoreRecord record = entry.Record;
                yield return new StoreEntry(key, record.Value.Length, record.Expires);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        ObjectDisposedException.ThrowIf(_disposed, this);
        long removed = 0;
        foreach ((string key, _) in _entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            removed += key.StartsWith(prefix, StringComparison.Ordinal) && Remove(key) ? 1 : 0;
        }

        return new(removed);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        _entries.Clear();
        return default;
    }

    private bool Remove(string key)
    {
        if (!_entries.TryGetValue(key, out MemoryEntry? entry))
        {
            return false;
        }

        bool expired = entry.ExpiredAt(_options.TimeProvider);
        return ShardOf(key).Remove(entry) && !expired;
    }

    private MemoryShard ShardOf(string key) =>
        _shards[(uint)key.GetHashCode(StringComparison.Ordinal) * 0x9E3779B1u >> 16 & (_shards.Length - 1)];
}
