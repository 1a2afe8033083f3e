using System.Net;

namespace Freshet.Caching;

// Content that is decoded while it is read.
internal sealed class DecodedContent : HttpContent
{
    private readonly HttpContent _encoded;
    private readonly string _codings;

    public DecodedContent(HttpContent encoded, string codings)
    {
        (_encoded, _codings) = (encoded, codings);
        foreach (var header in encoded.Headers.NonValidated)
        {
            if (!header.Key.Equals("Content-Encoding", StringComparison.OrdinalIgnoreCase)
                && !header.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                Headers.TryAddWithoutValidation(header.Key, header.Value);
            }
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override Task<Stream> CreateContentReadStreamAsync() => CreateContentReadStreamAsync(CancellationToken.None);

    protected override async Task<Stream> CreateContentReadStreamAsync(CancellationToken cancellationToken) =>
        new DecodingStream(await _encoded.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false), _codings);

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new DecodingStream(_encoded.ReadAsStream(cancellationToken), _codings);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var decoding = await CreateContentReadStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var _ = decoding.ConfigureAwait(false);
        await decoding.CopyToAsync(stream, cancellationToken).ConfigureAwait(false);
    }

    protected override void SerializeToStream(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        using var decoding = CreateContentReadStream(cancellationToken);
        decoding.CopyTo(stream);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _encoded.Dispose();
        }

        base.Dispose(disposing);
    }
}
