using Freshet.Storage;

namespace Freshet.Caching;

// One caller's view of a body that is still coming, from its first byte.
internal sealed class InflightReader(InflightBody body, FlightPass pass) : ReadOnlyStream
{
    private StoreRecord? _segment;
    private int _segmentIndex = -1;
    private int _disposed;

    public long Position64 { get; set; }

    public IOException? Dropped { get; set; }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed != 0, this);
        cancellationToken.ThrowIfCancellationRequested();
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            switch (body.TryRead(this, buffer.Span, out var read, out var more))
            {
                case InflightRead.Read:
                    Forget();
                    return read;
                case InflightRead.Behind:
                    return await ReadStoredAsync(buffer, cancellationToken).ConfigureAwait(false);
                default:
                    await more!.WaitAsync(cancellationToken).ConfigureAwait(false);
                    break;
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            body.Close(this);
            Forget();
            pass.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<int> ReadStoredAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        var index = (int)(Position64 / StoreLimits.MaxSegmentBytes);
        if (_segmentIndex != index)
        {
            Forget();
            _segment = await body.ReadSegmentAsync(index, cancellationToken).ConfigureAwait(false)
                ?? throw new IOException("What this reader has still to read of the body was removed from the store.");
            _segmentIndex = index;
        }

        var rest = _segment!.Value[(int)(Position64 % StoreLimits.MaxSegmentBytes)..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        body.Advance(this, count);
        return count;
    }

    private void Forget()
    {
        _segment?.Dispose();
        _segment = null;
        _segmentIndex = -1;
    }
}

internal enum InflightRead
{
    Read,
    Behind,
    Wait,
}
