namespace Freshet.Caching;

// A body as a stream, whether it is in memory or not; it owns both.
internal sealed class BodyStream(BodyBuffer body, Stream? content) : ReadOnlyStream
{
    private int _at;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (content is not null)
        {
            return await content.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }

        var rest = body.Bytes[_at..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        _at += count;
        return count;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            content?.Dispose();
            body.Dispose();
        }

        base.Dispose(disposing);
    }
}
