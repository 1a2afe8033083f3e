using System.Diagnostics;
using System.Threading.Channels;

namespace Freshet.Events;

internal sealed class Subscription : IDisposable
{
    private readonly CacheEventStream _stream;
    private readonly IObserver<CacheEvent> _observer;
    private readonly Channel<object> _buffer;
    private volatile bool _disposed;

    public Subscription(CacheEventStream stream, IObserver<CacheEvent> observer, int capacity)
    {
        _stream = stream;
        _observer = observer;
        _buffer = Channel.CreateBounded<object>(new BoundedChannelOptions(capacity) { SingleReader = true });
        _ = Task.Run(PumpAsync);
    }

    public bool TryPost(CacheEvent item) => _buffer.Writer.TryWrite(item);

    public void Complete() => _buffer.Writer.TryComplete();

    public async ValueTask DrainAsync(CancellationToken cancellationToken)
    {
        var marker = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (await _buffer.Writer.WaitToWriteAsync(cancellationToken).ConfigureAwait(false))
        {
            if (_buffer.Writer.TryWrite(marker))
            {
                await marker.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
                return;
            }
        }

        await _buffer.Reader.Completion.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Dispose()
    {
        _disposed = true;
        _stream.Remove(this);
        Complete();
    }

    private async Task PumpAsync()
    {
        var reader = _buffer.Reader;
        while (await reader.WaitToReadAsync().ConfigureAwait(false))
        {
            while (reader.TryRead(out var item))
            {
                if (item is TaskCompletionSource marker)
                {
                    marker.TrySetResult();
                }
                else if (!_disposed && !TryNotify((CacheEvent)item))
                {
                    Dispose();
                }
            }
        }

        if (!_disposed)
        {
            _observer.OnCompleted();
        }
    }

    // Whatever an observer throws ends its own subscription, never the cache.
    private bool TryNotify(CacheEvent item)
    {
        try
        {
            _observer.OnNext(item);
            return true;
        }
        catch (Exception error)
        {
            _disposed = true;
            Debug.WriteLine(error);
            return false;
        }
    }
}
