using System.Threading.Channels;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The records that are still to be written to a tier, the newest of each key, and who writes them.</summary>
internal sealed class WriteBehindQueue
{
    private const int Writers = 4;

    private readonly TierState _tier;
    private readonly int _mostRecords;
    private readonly long _mostBytes;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, QueuedWrite> _waiting = new(StringComparer.Ordinal);
    private readonly Channel<string> _keys = Channel.CreateUnbounded<string>();
    private readonly Task _writing;
    private long _bytes;

    public WriteBehindQueue(TierState tier, int mostRecords, long mostBytes, TimeProvider time)
    {
        (_tier, _mostRecords, _mostBytes, _time) = (tier, mostRecords, mostBytes, time);
        _writing = Task.WhenAll(Enumerable.Range(0, Writers).Select(_ => Task.Run(WriteAllAsync)));
    }

    /// <summary>Is told of each key whose record was written.</summary>
    public Action<string>? Written { get; set; }

    /// <summary>Whether a record of a key waits to be written, and it, unless it has expired while it waited.</summary>
    public bool TryGet(string key, out StoreRecord? record)
    {
        record = null;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out QueuedWrite? write) || write.Value is not { } value)
            {
                return false;
            }

            record = IsPast(write) ? null : new StoreRecord(value, write.Expires, _tier.Name);
            return true;
        }
    }

    public bool Has(string key)
    {
        lock (_lock)
        {
            return _waiting.ContainsKey(key);
        }
    }

    /// <summary>Queues a copy of a record in place of an older one of its key; false when there is no room.</summary>
    public bool TryAdd(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires)
    {
        lock (_lock)
        {
            QueuedWrite? write = _waiting.GetValueOrDefault(key);
            int old = write?.Value?.Length ?? 0;
            if ((write is null && _waiting.Count >= _mostRecords) || _bytes - old + value.Length > _mostBytes)
            {
                return false;
            }

            if (write is null)
            {
                _waiting[key] = write = new QueuedWrite();
                _keys.Writer.TryWrite(key);
            }

            (write.Value, write.Expires, write.HasNext) = (value.ToArray(), expires, true);
            _bytes += value.Length - old;
            return true;
        }
    }

    /// <summary>Takes a key's record out, and waits for it when it is being written.</summary>
    /// <returns>Whether there was one that had not expired; null when nothing waited, and only the tier knows.</returns>
    public async ValueTask<bool?> RemoveAsync(string key)
    {
        QueuedWrite? write;
        bool any;
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out write))
            {
                return null;
            }

            any = write.Value is not null && !IsPast(write);
            Drop(key, write);
        }

        await write.Ended.Task.ConfigureAwait(false);
        return any;
    }

    /// <summary>The keys under a prefix whose records wait.</summary>
    public string[] Keys(string prefix)
    {
        lock (_lock)
        {
            return [.. _waiting.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal))];
        }
    }

    /// <summary>Waits until all that waits now is written or has failed.</summary>
    public Task FlushAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll([.. _waiting.Values.Select(w => w.Ended.Task)]);
        }
    }

    public async ValueTask DisposeAsync(TimeSpan atMost)
    {
        try
        {
            await FlushAsync().WaitAsync(atMost, _time).ConfigureAwait(false);
        }
        catch (TimeoutException e)
        {
            _tier.Fail("flush", new StoreException("Not all records were written behind in time.", e));
            lock (_lock)
            {
                foreach ((string key, QueuedWrite write) in _waiting.ToList())
                {
                    Drop(key, write);
                }
            }
        }

        _keys.Writer.TryComplete();
        await _writing.WaitAsync(atMost, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task WriteAllAsync()
    {
        while (await _keys.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (_keys.Reader.TryRead(out string? key))
            {
                while (TryTake(key) is { } write)
                {
                    bool done = await _tier.SetAsync(key, write.Value, write.Expires, "write behind", CancellationToken.None).ConfigureAwait(false);
                    Give(key);
                    if (done)
                    {
                        Written?.Invoke(key);
                    }
                }
            }
        }
    }

    private (byte[] Value, DateTimeOffset? Expires)? TryTake(string key)
    {
        lock (_lock)
        {
            if (!_waiting.TryGetValue(key, out QueuedWrite? write) || write.IsWriting || !write.HasNext)
            {
                return null;
            }

            (write.IsWriting, write.HasNext) = (true, false);
            return (write.Value!, write.Expires);
        }
    }

    private void Give(string key)
    {
        lock (_lock)
        {
            QueuedWrite write = _waiting[key];
            write.IsWriting = false;
            if (!write.HasNext)
            {
                Drop(key, write);
            }
        }
    }

    private bool IsPast(QueuedWrite write) => write.Expires is { } expires && expires <= _time.GetUtcNow();

    /// <summary>Under the lock: what a writer has taken ends when he has written it.</summary>
    private void Drop(string key, QueuedWrite write)
    {
        _bytes -= write.Value?.Length ?? 0;
        (write.Value, write.HasNext) = (null, false);
        if (!write.IsWriting)
        {
            _waiting.Remove(key);
            write.Ended.TrySetResult();
        }
    }
}
