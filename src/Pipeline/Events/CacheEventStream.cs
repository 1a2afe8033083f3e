namespace Freshet.Events;

/// <summary>The hot observable of a cache's events.</summary>
/// <remarks>
/// Each subscriber has a bounded buffer and gets its events in order, one at a time, on the thread pool. A subscriber that is slower than the
/// cache loses events (<see cref="Dropped"/> counts them) and never slows the cache. Without subscribers no event is made.
/// </remarks>
public sealed class CacheEventStream : IObservable<CacheEvent>
{
    private readonly int _capacity;
    private readonly Lock _gate = new();
    private Subscription[] _subscriptions = [];
    private bool _completed;
    private long _dropped;

    internal CacheEventStream(int capacity) => _capacity = capacity;

    /// <summary>How many events subscribers lost because they were slower than the cache.</summary>
    public long Dropped => Volatile.Read(ref _dropped);

    internal bool HasSubscribers => Volatile.Read(ref _subscriptions).Length > 0;

    /// <inheritdoc/>
    public IDisposable Subscribe(IObserver<CacheEvent> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        var subscription = new Subscription(this, observer, _capacity);
        lock (_gate)
        {
            if (!_completed)
            {
                _subscriptions = [.. _subscriptions, subscription];
                return subscription;
            }
        }

        subscription.Complete();
        return subscription;
    }

    /// <summary>Waits until every event published before this call was handed to its subscribers.</summary>
    public async ValueTask DrainAsync(CancellationToken cancellationToken = default)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            await subscription.DrainAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    internal void Publish(CacheEvent item)
    {
        foreach (var subscription in Volatile.Read(ref _subscriptions))
        {
            if (!subscription.TryPost(item))
            {
                Interlocked.Increment(ref _dropped);
            }
        }
    }

    internal void Complete()
    {
        Subscription[] subscriptions;
        lock (_gate)
        {
            _completed = true;
            subscriptions = _subscriptions;
        }

        foreach (var subscription in subscriptions)
        {
            subscription.Complete();
        }
    }

    internal void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = [.. _subscriptions.Where(other => other != subscription)];
        }
    }
}
