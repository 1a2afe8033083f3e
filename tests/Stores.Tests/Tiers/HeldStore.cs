using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores.Tests.Tiers;

/// <summary>A store that does not answer while it is held, and carries out what it was asked when it is let go.</summary>
internal sealed class HeldStore(ICacheStore inner) : ICacheStore
{
    private TaskCompletionSource? held;
    private int waiting;

    /// <summary>How many calls it has begun.</summary>
    public int Calls;

    /// <summary>Whether a cancelled call ends at once.</summary>
    public bool HearsCancellation { get; set; } = true;

    public int Waiting => Volatile.Read(ref waiting);

    public void Hold() => held = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void LetGo()
    {
        TaskCompletionSource? let = held;
        held = null;
        let?.SetResult();
    }

    /// <summary>Waits until so many calls wait to be let go.</summary>
    public async Task WhenWaitingAsync(int calls, CancellationToken cancellationToken)
    {
        while (Waiting < calls)
        {
            await Task.Delay(1, cancellationToken);
        }
    }

    public async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        return await inner.GetAsync(key, CancellationToken.None);
    }

    public async ValueTask SetAsync(string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        await inner.SetAsync(key, value, expires, CancellationToken.None);
    }

    public async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        return await inner.RemoveAsync(key, CancellationToken.None);
    }

    public async IAsyncEnumerable<StoreEntry> ScanAsync(string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        await foreach (StoreEntry entry in inner.ScanAsync(prefix, cancellationToken))
        {
            yield return entry;
        }
    }

    public async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        await PassAsync(cancellationToken);
        return await inner.ClearAsync(prefix, CancellationToken.None);
    }

    public ValueTask DisposeAsync() => inner.DisposeAsync();

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref Calls);
        if (held is { } hold)
        {
            Interlocked.Increment(ref waiting);
            await hold.Task.WaitAsync(HearsCancellation ? cancellationToken : CancellationToken.None);
            Interlocked.Decrement(ref waiting);
        }
    }
}
