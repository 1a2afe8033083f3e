namespace Freshet.Flows;

internal sealed class SourceObservable<T>(Source<T> source, FlowOptions? options) : IObservable<T>
{
    public IDisposable Subscribe(IObserver<T> observer)
    {
        Subscription subscription = new(observer);
        subscription.Run = source.To(Sink.ToObserver(subscription)).Run(options);
        return subscription;
    }

    private sealed class Subscription(IObserver<T> observer) : IObserver<T>, IDisposable
    {
        private volatile bool _disposed;

        public FlowRun? Run { get; set; }

        public void OnNext(T value)
        {
            if (!_disposed)
            {
                observer.OnNext(value);
            }
        }

        public void OnCompleted()
        {
            if (!_disposed)
            {
                observer.OnCompleted();
            }
        }

        public void OnError(Exception error)
        {
            if (!_disposed)
            {
                observer.OnError(error);
            }
        }

        public void Dispose()
        {
            _disposed = true;
            Run?.Cancel();
        }
    }
}
