using System.Runtime.CompilerServices;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A store that fails, forgets and dawdles on purpose, for tests of what stands on it.</summary>
public sealed class FaultyStore : StoreWrapper
{
    private readonly Lock _lock = new();
    private readonly Random _random;
    private FaultOptions _faults;

    /// <summary>Wraps a store.</summary>
    /// <param name="inner">The store.</param>
    /// <param name="faults">The faults; none when null.</param>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public FaultyStore(ICacheStore inner, FaultOptions? faults = null) : base(inner)
    {
        _faults = faults ?? new FaultOptions();
        _faults.Check();
        _random = new Random(_faults.Seed);
    }

    /// <summary>The faults from now on; the seed is that of the beginning.</summary>
    /// <exception cref="OptionsException">An option can't work.</exception>
    public FaultOptions Faults
    {
        get => Volatile.Read(ref _faults);
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Check();
            Volatile.Write(ref _faults, value);
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<StoreRecord?> GetAsync(string key, CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Get, cancellationToken).ConfigureAwait(false);
        StoreRecord? record = await base.GetAsync(key, cancellationToken).ConfigureAwait(false);
        if (record is not null && Faults.Operations.HasFlag(StoreOperations.Get) && Draw(Faults.Losses))
        {
            record.Dispose();
            return null;
        }

        return record;
    }

    /// <inheritdoc/>
    public override async ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Get, cancellationToken).ConfigureAwait(false);
        return await base.GetFromLastAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires = null, CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Set, cancellationToken).ConfigureAwait(false);
        await base.SetAsync(key, value, expires, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> RemoveAsync(string key, CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Remove, cancellationToken).ConfigureAwait(false);
        return await base.RemoveAsync(key, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<StoreEntry> ScanAsync(
        string prefix = "", [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Scan, cancellationToken).ConfigureAwait(false);
        await foreach (StoreEntry entry in base.ScanAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            yield return entry;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<long> ClearAsync(string prefix = "", CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Clear, cancellationToken).ConfigureAwait(false);
        return await base.ClearAsync(prefix, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask FlushAsync(CancellationToken cancellationToken = default)
    {
        await FaultAsync(StoreOperations.Flush, cancellationToken).ConfigureAwait(false);
        await base.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask FaultAsync(StoreOperations operation, CancellationToken cancellationToken)
    {
        FaultOptions faults = Faults;
        if (!faults.Operations.HasFlag(operation))
        {
            return;
        }

        if (Draw(faults.Delays))
        {
            await Task.Delay(faults.Delay, faults.TimeProvider, cancellationToken).ConfigureAwait(false);
        }

        if (Draw(faults.Failures))
        {
            throw new StoreException($"An injected fault of {operation}.");
        }
    }

    private bool Draw(double share)
    {
        if (share <= 0)
        {
            return false;
        }

        lock (_lock)
        {
            return _random.NextDouble() < share;
        }
    }
}
