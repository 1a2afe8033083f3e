using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Sample;

#region readme
public sealed class DictionaryStore(TimeProvider time) : ICacheStore
{
    private readonly ConcurrentDictionary<string, byte[]> _records = new(StringComparer.Ordinal);
    private bool _disposed;

    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        if (!_records.TryGetValue(key, out byte[]? bytes) || RecordEnvelope.Check(bytes, key, out RecordEnvelope envelope) is not null || envelope.ExpiredAt(time.GetUtcNow()))
        {
            return default;
        }

        return new(new StoreRecord(bytes.AsMemory(envelope.Start, envelope.ValueLength), envelope.Expires, "dictionary"));
    }

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        StoreLimits.CheckValue(value);
        _records[key] = RecordEnvelope.ToArray(key, value.Span, expires);
        return default;
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Check(key, cancellationToken);
        return new(_records.TryRemove(key, out byte[]? bytes) && IsLive(bytes, out _));
    }

    public async IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        foreach ((string key, byte[] bytes) in _records)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (key.StartsWith(prefix, StringComparison.Ordinal) && IsLive(bytes, out RecordEnvelope envelope))
            {
                yield return new StoreEntry(key, envelope.ValueLength, envelope.Expires);
            }
        }
    }

    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        long removed = 0;
        foreach (string key in _records.Keys.Where(k => k.StartsWith(prefix, StringComparison.Ordinal)))
        {
            removed += await RemoveAsync(key, cancellationToken) ? 1 : 0;
        }

        return removed;
    }

    public ValueTask DisposeAsync()
    {
        _disposed = true;
        return default;
    }

    private bool IsLive(byte[] bytes, out RecordEnvelope envelope) => RecordEnvelope.TryRead(bytes, out envelope) && !envelope.ExpiredAt(time.GetUtcNow());

    private void Check(string key, CancellationToken cancellationToken)
    {
        StoreLimits.CheckKey(key);
        ObjectDisposedException.ThrowIf(_disposed, this);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
#endregion
