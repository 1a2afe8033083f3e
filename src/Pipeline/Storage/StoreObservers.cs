using System.Collections.Immutable;

namespace Freshet.Storage;

/// <summary>The observers of one store: what a store that is an <see cref="IObservableStore"/> tells all of them at once.</summary>
public sealed class StoreObservers : IStoreObserver
{
    private ImmutableArray<IStoreObserver> _observers = [];

    /// <summary>Whether there is an observer.</summary>
    public bool Any => !_observers.IsEmpty;

    /// <summary>Adds an observer.</summary>
    /// <returns>Removes the observer when disposed.</returns>
    public IDisposable Add(IStoreObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), observer);
        return new Subscription(this, observer);
    }

    /// <inheritdoc/>
    public void Promoted(string key, string fromTier, string toTier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Promoted(key, fromTier, toTier);
        }
    }

    /// <inheritdoc/>
    public void Evicted(string key, long bytes, string tier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Evicted(key, bytes, tier);
        }
    }

    /// <inheritdoc/>
    public void Expired(string key, string tier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Expired(key, tier);
        }
    }

    /// <inheritdoc/>
    public void Corrupt(string key, string tier, string problem)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Corrupt(key, tier, problem);
        }
    }

    /// <inheritdoc/>
    public void TierFailed(string tier, string operation, Exception error)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.TierFailed(tier, operation, error);
        }
    }

    private sealed class Subscription(StoreObservers owner, IStoreObserver observer) : IDisposable
    {
        private IStoreObserver? _observer = observer;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _observer, null) is { } observer)
            {
                ImmutableInterlocked.Update(ref owner._observers, static (all, one) => all.Remove(one), observer);
            }
        }
    }
}
