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
        private volatile bool disposed;

        public FlowRun? Run { get; set; }

        public void OnNext(T value)
        {
            if (!disposed)
            {
                observer.OnNext(value);
            }
        }

        public void OnCompleted()
        {
            if (!disposed)
            {
                observer.OnCompleted();
            }
        }

        public void OnError(Exception error)
        {
            if (!disposed)
            {
                observer.OnError(error);
            }
        }

        public void Dispose()
        {
            disposed = true;
            Run?.Cancel();
        }
    }
}
