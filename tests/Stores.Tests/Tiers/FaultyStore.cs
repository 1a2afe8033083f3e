using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Tiers;

/// <summary>A store that fails when told to, and counts what it is asked.</summary>
internal sealed class FaultyStore(ICacheStore inner) : ICacheStore
{
    public bool Failing { get; set; }

    public int Calls { get; private set; }

    public Func<Task>? BeforeGetReturns { get; set; }

    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        Fault();
        StoreRecord? record = await inner.GetAsync(key, cancellationToken);
        if (BeforeGetReturns is { } before)
        {
            BeforeGetReturns = null;
            await before();
        }

        return record;
    }

    public ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        Fault();
        return inner.SetAsync(key, value, expires, cancellationToken);
    }

    public ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        Fault();
        return inner.RemoveAsync(key, cancellationToken);
    }

    public async IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await foreach (StoreEntry entry in inner.ScanAsync(prefix, cancellationToken))
        {
            yield return entry;
            Fault();
        }
    }

    public ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        Fault();
        return inner.ClearAsync(prefix, cancellationToken);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private void Fault()
    {
        Calls++;
        if (Failing)
        {
            throw new StoreException("out of order");
        }
    }
}
