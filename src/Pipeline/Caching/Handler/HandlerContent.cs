namespace Freshet.Caching;

// The content of a response of the inner handlers, opened by the first read: who gets the response itself reads it there.
internal sealed class HandlerContent(HttpContent content, bool isSync) : ReadOnlyStream
{
    private Stream? _stream;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _stream ??= isSync ? content.ReadAsStream(cancellationToken) : await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        return await _stream.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stream?.Dispose();
            content.Dispose();
        }

        base.Dispose(disposing);
    }
}
