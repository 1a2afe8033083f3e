using Freshet.Storage;

namespace Freshet.Caching;

// A stored body of several segments, read one after the other with the next under way. The first to be read is there and verified.
internal sealed class SegmentedBody(BodyStore bodies, BodyDescriptor body, StoreRecord first, int index, int start, Func<ValueTask>? onLost) : ReadOnlyStream
{
    private StoreRecord? _current = first;
    private Task<StoreRecord?>? _next;
    private int _index = index;
    private int _at = start;
    private int _disposed;

    private StoreRecord Current => _current ?? throw new ObjectDisposedException(nameof(Stream));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || !await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            return 0;
        }

        var rest = Current.Value[_at..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    public override async Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        while (await FillAsync(cancellationToken).ConfigureAwait(false))
        {
            var rest = Current.Value[_at..];
            _at += rest.Length;
            await destination.WriteAsync(rest, cancellationToken).ConfigureAwait(false);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Interlocked.Exchange(ref _current, null)?.Dispose();
            if (_next is { } next)
            {
                _ = DropAsync(next);
            }

            bodies.Leases.Release(body.Id);
        }

        base.Dispose(disposing);
    }

    // False at the end. Cancelling ends the wait and not the read ahead.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        _next ??= ReadAhead();
        if (_at < Current.Value.Length)
        {
            return true;
        }

        if (_next is null)
        {
            return false;
        }

        var next = await _next.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (next is null)
        {
            if (onLost is not null)
            {
                await onLost().ConfigureAwait(false);
            }

            throw new IOException($"Segment {_index + 1} of the stored body is missing or altered; the stored response is removed.");
        }

        Current.Dispose();
        (_current, _next, _at) = (next, null, 0);
        _index++;
        _next = ReadAhead();
        return true;
    }

    private Task<StoreRecord?>? ReadAhead() => _index + 1 < body.Segments.Count
        ? bodies.ReadSegmentAsync(body.Id, _index + 1, body.Segments[_index + 1], CancellationToken.None).AsTask()
        : null;

    private static async Task DropAsync(Task<StoreRecord?> next) => (await next.ConfigureAwait(false))?.Dispose();
}
