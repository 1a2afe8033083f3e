using System.Net;

namespace Freshet.Caching;

// The body of an exchange, which is disposed with it.
internal sealed class CachedContent(Exchange exchange) : HttpContent
{
    protected override bool TryComputeLength(out long length)
    {
        length = exchange.Body.Bytes.Length;
        return !exchange.IsBodyUnread;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => Task.FromResult(Open());

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) => Open();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        exchange.IsBodyUnread
            ? exchange.OpenBody().CopyToAsync(stream, cancellationToken)
            : stream.WriteAsync(exchange.Body.Bytes, cancellationToken).AsTask();

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        if (exchange.IsBodyUnread)
        {
            exchange.OpenBody().CopyTo(stream);
        }
        else
        {
            stream.Write(exchange.Body.Bytes.Span);
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            exchange.Dispose();
        }

        base.Dispose(disposing);
    }

    private Stream Open() => exchange.IsBodyUnread ? exchange.OpenBody() : new ExchangeStream(exchange);
}
