using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>A tier with its breaker, its time-outs and the changes that it missed while it failed.</summary>
internal sealed partial class TierState
{
    private readonly StoreTier _tier;
    private readonly TieredStoreOptions _options;
    private readonly StoreObservers _observers;
    private readonly Action<TierState, StoreChange> _caughtUp;
    private readonly TierBreaker _breaker;
    private readonly MissedChanges _missed;
    private readonly CancellationTokenSource _ended = new();

    public TierState(
        StoreTier tier, bool shared, TieredStoreOptions options, StoreObservers observers, Action<TierState, StoreChange> caughtUp)
    {
        (_tier, Shared, _options, _observers, _caughtUp) = (tier, shared, options, observers, caughtUp);
        _breaker = new TierBreaker(options.FailuresBeforeSkipping, options.RetryAfter, options.TimeProvider);
        _missed = new MissedChanges(options.MaxMissed);
        Queue = tier.WriteBehind ? new WriteBehindQueue(this, tier.MaxQueued, tier.MaxQueuedBytes, options.TimeProvider) : null;
        IsPlain = Queue is null && tier.SoftTimeout is null && tier.HardTimeout is null;
    }

    public string Name => _tier.Name;

    public ICacheStore Store => _tier.Store;

    public bool Shared { get; }

    /// <summary>Whether its store can be asked directly.</summary>
    public bool IsPlain { get; }

    public WriteBehindQueue? Queue { get; }

    /// <summary>Whether the tier may hold a record of the key that has since been changed elsewhere.</summary>
    public bool MayBeStale(string key) => _missed.Has(key);

    public bool IsBehind => _missed.Any;

    public bool Allows() => _breaker.Allows();

    public void Succeeded() => _breaker.Succeeded();

    public void Fail(string operation, Exception error)
    {
        _breaker.Failed();
        _observers.TierFailed(Name, operation, error);
    }

    public bool Takes(ReadOnlyMemory<byte> value) => !(value.Length > _tier.MaxRecordBytes);

    /// <summary>Writes, or queues to be written; what the tier does not take it has missed.</summary>
    public async ValueTask<bool> WriteAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires, CancellationToken cancellationToken)
    {
        if (!Takes(value))
        {
            // What it had of the key is old now.
            await RemoveAsync(key, cancellationToken).ConfigureAwait(false);
            return false;
        }

        if (Queue is null)
        {
            return await SetAsync(key, value, Expiry(expires), "set", cancellationToken).ConfigureAwait(false);
        }

        if (Queue.TryAdd(key, value, Expiry(expires)))
        {
            return true;
        }

        _observers.TierFailed(Name, "write behind", new StoreException("The queue of what is to be written behind is full; a record was left out."));
        await Queue.RemoveAsync(key).ConfigureAwait(false);
        Missed(key);
        return false;
    }

    public async ValueTask<bool> SetAsync(
        string key, ReadOnlyMemory<byte> value, DateTimeOffset? expires, string operation, CancellationToken cancellationToken)
    {
        long now = _missed.Now;
        TierAnswer<bool> answer = await TryAsync(operation, (key, value, expires), static async (s, a, c) =>
        {
            await s.SetAsync(a.key, a.value, a.expires, c).ConfigureAwait(false);
            return true;
        }, cancellationToken, key).ConfigureAwait(false);
        Note(key, answer.Done, now);
        return answer.Done;
    }

    public async ValueTask<(bool Done, bool Removed)> RemoveAsync(string key, CancellationToken cancellationToken)
    {
        bool? waited = Queue is null ? null : await Queue.RemoveAsync(key).ConfigureAwait(false);
        bool stale = MayBeStale(key);
        long now = _missed.Now;
        TierAnswer<bool> answer = await TryAsync("remove", key, static (s, k, c) => s.RemoveAsync(k, c), cancellationToken, key)
            .ConfigureAwait(false);
        Note(key, answer.Done, now);
        return (answer.Done, waited ?? (answer.Result && !stale));
    }

    public async ValueTask<long> ClearAsync(string prefix, CancellationToken cancellationToken)
    {
        // One by one, so that a record that waits in place of an older one is counted once.
        long waited = 0;
        foreach (string key in Queue?.Keys(prefix) ?? [])
        {
            waited += (await RemoveAsync(key, cancellationToken).ConfigureAwait(false)).Removed ? 1 : 0;
        }

        long now = _missed.Now;
        TierAnswer<long> answer = await TryAsync("clear", prefix, static (s, p, c) => s.ClearAsync(p, c), cancellationToken).ConfigureAwait(false);
        if (answer.Done)
        {
            _missed.RemovePrefix(prefix, now);
        }
        else
        {
            MissedAll(prefix);
        }

        return answer.Result + waited;
    }

    /// <summary>Runs an operation within the tier's time-outs; not done when the tier is left alone, is too slow, or fails.</summary>
    /// <param name="operation">What it is called in events.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="run">The operation.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="changes">The key that it changes, whose record is not to be trusted while that is under way unobserved.</param>
    public async ValueTask<TierAnswer<T>> TryAsync<TArgs, T>(
        string operation, TArgs args, Func<ICacheStore, TArgs, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken,
        string? changes = null)
    {
        if (!_breaker.Allows())
        {
            return default;
        }

        try
        {
            if (_tier.SoftTimeout is null && _tier.HardTimeout is null)
            {
                T result = await run(Store, args, cancellationToken).ConfigureAwait(false);
                _breaker.Succeeded();
                return new(true, result);
            }

            return await TryInTimeAsync(operation, args, run, cancellationToken, changes).ConfigureAwait(false);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            Fail(operation, e);
            return default;
        }
        catch when (changes is not null)
        {
            Missed(changes);
            throw;
        }
    }

    /// <summary>Writes what is queued, as far as there is time for it.</summary>
    public ValueTask DrainAsync() => Queue?.DisposeAsync(_options.FlushTimeout) ?? default;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        await _recovering.ConfigureAwait(false);
        await Store.DisposeAsync().ConfigureAwait(false);
        _ended.Dispose();
    }

    private async ValueTask<TierAnswer<T>> TryInTimeAsync<TArgs, T>(
        string operation, TArgs args, Func<ICacheStore, TArgs, CancellationToken, ValueTask<T>> run, CancellationToken cancellationToken,
        string? changes)
    {
        // The operation outlives a caller that goes on without it: only the hard time-out ends it.
        CancellationTokenSource? hard = _tier.HardTimeout is { } most ? new(most, _options.TimeProvider) : null;
        TimeSpan wait = (_tier.SoftTimeout ?? _tier.HardTimeout)!.Value;
        Task<T>? running = null;
        try
        {
            ValueTask<T> started = run(Store, args, hard?.Token ?? CancellationToken.None);
            running = started.IsCompleted ? null : started.AsTask();
            T result = running is null
                ? await started.ConfigureAwait(false)
                : await running.WaitAsync(wait, _options.TimeProvider, cancellationToken).ConfigureAwait(false);
            _breaker.Succeeded();
            return new(true, result);
        }
        catch (Exception e) when (running is { IsCompleted: false } && e is TimeoutException or OperationCanceledException)
        {
            Task<T> late = Leave(running, hard, changes);
            hard = null;
            if (e is OperationCanceledException)
            {
                throw;
            }

            Fail(operation, new TimeoutException($"No answer within {wait}."));
            return new(false, default, late);
        }
        catch (OperationCanceledException) when (hard is { IsCancellationRequested: true })
        {
            throw new TimeoutException($"No answer within {_tier.HardTimeout}.");
        }
        finally
        {
            hard?.Dispose();
        }
    }

    /// <summary>Lets an operation end behind its caller; one that does not hear of its cancellation is given up all the same.</summary>
    private Task<T> Leave<T>(Task<T> running, CancellationTokenSource? hard, string? changes)
    {
        if (changes is not null)
        {
            _missed.Begin(changes);
        }

        Task<T> late = _tier.HardTimeout is { } most ? running.WaitAsync(most, _options.TimeProvider) : running;
        _ = late.ContinueWith(
            t =>
            {
                _ = t.Exception;
                hard?.Dispose();
                if (changes is not null)
                {
                    _missed.End(changes);
                }
            },
            CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return late;
    }

    public DateTimeOffset? Expiry(DateTimeOffset? expires)
    {
        if (_tier.MaxLifetime is not { } most)
        {
            return expires;
        }

        DateTimeOffset latest = _options.TimeProvider.GetUtcNow() + most;
        return expires < latest ? expires : latest;
    }
}
