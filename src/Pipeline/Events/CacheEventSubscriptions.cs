namespace Freshet.Events;

/// <summary>Ways to subscribe to cache events with a delegate.</summary>
public static class CacheEventSubscriptions
{
    /// <summary>Calls a delegate for each event.</summary>
    /// <returns>Ends the subscription when disposed.</returns>
    public static IDisposable Subscribe(this IObservable<CacheEvent> events, Action<CacheEvent> onNext)
    {
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(onNext);
        return events.Subscribe(new DelegateObserver(onNext));
    }

    private sealed class DelegateObserver(Action<CacheEvent> onNext) : IObserver<CacheEvent>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(CacheEvent value) => onNext(value);
    }
}
