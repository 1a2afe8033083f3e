using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>An observable behind a bounded buffer. An observable can't be made to wait, so a full buffer drops or fails.</summary>
internal sealed class ObservableSource<T>(string name, IObservable<T> items, Overflow overflow, int? capacity) : Source<T>
{
    internal override Source<T> Rename(string other) => new ObservableSource<T>(other, items, overflow, capacity);

    internal override void Start(Graph graph, Outlet<T> outlet)
    {
        Probe probe = graph.Register(name, StageKind.Source);
        outlet.Link(graph, probe);
        graph.Launch(probe, async () =>
        {
            int room = capacity ?? graph.Options.Capacity;
            Channel<T> buffer = Channel.CreateBounded<T>(room);
            probe.Queue = (() => buffer.Reader.Count, room);
            Observer observer = new(buffer, probe, overflow);
            using CancellationTokenRegistration stopping =
                graph.Stopping.UnsafeRegister(static o => ((Observer)o!).OnCompleted(), observer);
            using IDisposable subscription = items.Subscribe(observer);
            bool more = true;
            while (more && !graph.Aborted && await buffer.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                while (more && !graph.Aborted && buffer.Reader.TryRead(out T? item))
                {
                    probe.Emitted();
                    more = await outlet.SendAsync(item, null).ConfigureAwait(false);
                }
            }
        }, outlet.FinishAsync);
    }

    private sealed class Observer(Channel<T> buffer, Probe probe, Overflow overflow) : IObserver<T>
    {
        private readonly Lock _gate = new();
        private bool _completed;

        public void OnCompleted() => Complete(null);

        public void OnError(Exception error) => Complete(error);

        public void OnNext(T value)
        {
            probe.Received();
            lock (_gate)
            {
                while (!_completed && !buffer.Writer.TryWrite(value))
                {
                    probe.Dropped();
                    if (overflow == Overflow.DropNewest)
                    {
                        return;
                    }

                    if (overflow == Overflow.Fail)
                    {
                        Complete(new InvalidOperationException(
                            "The observable is faster than the flow: its buffer is full, and its overflow strategy is Fail."));
                        return;
                    }

                    buffer.Reader.TryRead(out _);
                }
            }
        }

        private void Complete(Exception? error)
        {
            lock (_gate)
            {
                _completed = true;
                buffer.Writer.TryComplete(error);
            }
        }
    }
}
