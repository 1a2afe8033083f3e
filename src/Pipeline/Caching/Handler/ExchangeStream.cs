namespace Freshet.Caching;

// A body in memory, read until its exchange is disposed, which disposing the stream does too.
internal sealed class ExchangeStream(Exchange exchange) : ReadOnlyStream
{
    private int _position;

    public override bool CanSeek => true;

    public override long Length => Bytes.Length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = (int)Math.Min(value, Bytes.Length);
        }
    }

    private ReadOnlyMemory<byte> Bytes => exchange.IsDisposed ? throw new ObjectDisposedException(nameof(Stream)) : exchange.Body.Bytes;

    public override int Read(Span<byte> buffer)
    {
        var rest = Bytes.Span[_position..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        cancellationToken.IsCancellationRequested ? ValueTask.FromCanceled<int>(cancellationToken) : new(Read(buffer.Span));

    public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var rest = Bytes[_position..];
        _position = Bytes.Length;
        return destination.WriteAsync(rest, cancellationToken).AsTask();
    }

    public override void CopyTo(Stream destination, int bufferSize)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var rest = Bytes[_position..];
        _position = Bytes.Length;
        destination.Write(rest.Span);
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset + origin switch
    {
        SeekOrigin.Begin => 0,
        SeekOrigin.Current => _position,
        _ => Length,
    };

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            exchange.Dispose();
        }

        base.Dispose(disposing);
    }
}
