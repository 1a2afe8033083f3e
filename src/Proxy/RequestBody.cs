using System.Net;

namespace Freshet.Proxies;

// A request's content, passed on while it comes in.
internal sealed class RequestBody : HttpContent
{
    private readonly Stream _source;
    private readonly long? _length;

    public RequestBody(Stream source, long? length) => (_source, _length) = (source, length);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, default);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // Of unknown length, what has come is sent on at once: the client may be in a conversation.
        var buffer = System.Buffers.ArrayPool<byte>.Shared.Rent(16 << 10);
        try
        {
            while (await _source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            {
                await stream.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
                if (_length is null)
                {
                    await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
                }
            }
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _length ?? 0;
        return _length is not null;
    }
}
