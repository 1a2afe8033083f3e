using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>An unbounded loop queue in memory, first in, first out.</summary>
/// <typeparam name="T">The items.</typeparam>
public sealed class MemoryLoopQueue<T> : ILoopQueue<T, T>
{
    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    /// <inheritdoc/>
    public long Count => _items.Reader.Count;

    /// <inheritdoc/>
    public ValueTask AddAsync(T item, CancellationToken cancellationToken = default)
    {
        _items.Writer.TryWrite(item);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<T> TakeAsync(CancellationToken cancellationToken = default) =>
        _items.Reader.TryRead(out T? item) ? new ValueTask<T>(item) : WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask CompleteAsync(T lease, CancellationToken cancellationToken = default) => default;

    private async ValueTask<T> WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            await _items.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false);
            if (_items.Reader.TryRead(out T? item))
            {
                return item;
            }
        }
    }
}
