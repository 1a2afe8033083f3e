using System.Collections.Immutable;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>The observers of one store.</summary>
internal sealed class StoreObservers : IStoreObserver
{
    private ImmutableArray<IStoreObserver> _observers = [];

    public bool Any => !_observers.IsEmpty;

    public IDisposable Add(IStoreObserver observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ImmutableInterlocked.Update(ref _observers, static (all, one) => all.Add(one), observer);
        return new Subscription(this, observer);
    }

    public void Promoted(string key, string fromTier, string toTier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Promoted(key, fromTier, toTier);
        }
    }

    public void Evicted(string key, long bytes, string tier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Evicted(key, bytes, tier);
        }
    }

    public void Expired(string key, string tier)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Expired(key, tier);
        }
    }

    public void Corrupt(string key, string tier, string problem)
    {
        foreach (IStoreObserver observer in _observers)
        {
            observer.Corrupt(key, tier, problem);
        }
    }

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
