namespace Freshet.Proxies;

// A connection to an origin on which interim responses are seen, which the HTTP client reads over. It changes nothing: what is read is looked at
// from the first byte of a response until its final head begins. A new request is known by its sender's being another one.
internal sealed class InterimStream(Stream inner) : Stream
{
    private const int StatusLength = 12; // HTTP/1.1 103
    private const int MostBytes = 16 << 10;
    private readonly MemoryStream _seen = new();
    private Interim? _sender;
    private volatile bool _expectsHead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        if (_expectsHead && read > 0)
        {
            await LookAtAsync(buffer[..read], cancellationToken).ConfigureAwait(false);
        }

        return read;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Sending();
        return inner.WriteAsync(buffer, cancellationToken);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count)
    {
        Sending();
        inner.Write(buffer, offset, count);
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            inner.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Sending()
    {
        var sender = Interim.Current.Value;
        if (!ReferenceEquals(sender, _sender))
        {
            _sender = sender;
            _seen.SetLength(0);
            _expectsHead = sender is not null;
        }
    }

    private async ValueTask LookAtAsync(ReadOnlyMemory<byte> read, CancellationToken cancellationToken)
    {
        _seen.Write(read.Span);
        while (_seen.Length >= StatusLength)
        {
            var seen = _seen.GetBuffer().AsMemory(0, (int)_seen.Length);
            if (Status(seen.Span) is not { } status || seen.Length > MostBytes)
            {
                _expectsHead = false;
                return;
            }

            var end = seen.Span.IndexOf("\r\n\r\n"u8);
            if (end < 0)
            {
                return;
            }

            var line = seen.Span.IndexOf("\r\n"u8);
            await _sender!.PassOnAsync(status, seen.Span[line..end], cancellationToken).ConfigureAwait(false);
            var rest = seen[(end + 4)..].ToArray();
            _seen.SetLength(0);
            _seen.Write(rest);
        }
    }

    // The status code of an interim response, null of another.
    private static int? Status(ReadOnlySpan<byte> head) =>
        head.StartsWith("HTTP/1."u8) && head[9] == '1' && char.IsAsciiDigit((char)head[10]) && char.IsAsciiDigit((char)head[11])
            ? 100 + ((head[10] - '0') * 10) + (head[11] - '0')
            : null;
}
