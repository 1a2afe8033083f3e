using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Tests.Hosting;

/// <summary>A memory store that counts its disposals.</summary>
internal sealed class RecordingStore : ICacheStore
{
    private readonly MemoryStore _inner = new();

    public int Disposals { get; private set; }

    public ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default) => _inner.GetAsync(key, cancellationToken);

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default) =>
        _inner.SetAsync(key, value, expires, cancellationToken);

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default) => _inner.RemoveAsync(key, cancellationToken);

    public IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", CancellationToken cancellationToken = default) =>
        _inner.ScanAsync(prefix, cancellationToken);

    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default) => _inner.ClearAsync(prefix, cancellationToken);

    public ValueTask DisposeAsync()
    {
        Disposals++;
        return _inner.DisposeAsync();
    }
}
