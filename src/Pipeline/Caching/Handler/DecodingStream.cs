using System.IO.Compression;

namespace Freshet.Caching;

// Decodes while it is read; the decoders are made with the first read, when it is known which deflate it is.
internal sealed class DecodingStream(Stream encoded, string codings) : ReadOnlyStream
{
    private Stream? _decoded;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _decoded ??= await OpenAsync(cancellationToken).ConfigureAwait(false);
        return await _decoded.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _decoded?.Dispose();
            encoded.Dispose();
        }

        base.Dispose(disposing);
    }

    private async ValueTask<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        var stream = encoded;
        var names = codings.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = names.Length - 1; i >= 0; i--)
        {
            stream = names[i].ToLowerInvariant() switch
            {
                "gzip" or "x-gzip" => new GZipStream(stream, CompressionMode.Decompress),
                "br" => new BrotliStream(stream, CompressionMode.Decompress),
                "deflate" => await DeflateAsync(stream, cancellationToken).ConfigureAwait(false),
                _ => stream,
            };
        }

        return stream;
    }

    // RFC 9110 §8.4.1.2: some implementations send "deflate" without the zlib wrapper.
    private static async ValueTask<Stream> DeflateAsync(Stream source, CancellationToken cancellationToken)
    {
        var head = new byte[2];
        var count = await source.ReadAtLeastAsync(head, 2, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        var whole = new PrefixedStream(head.AsMemory(0, count), source);
        return ContentCodings.IsZlib(head.AsSpan(0, count))
            ? new ZLibStream(whole, CompressionMode.Decompress)
            : new DeflateStream(whole, CompressionMode.Decompress);
    }

    private sealed class PrefixedStream(ReadOnlyMemory<byte> prefix, Stream rest) : ReadOnlyStream
    {
        private ReadOnlyMemory<byte> _prefix = prefix;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (_prefix.IsEmpty)
            {
                return rest.ReadAsync(buffer, cancellationToken);
            }

            var count = Math.Min(_prefix.Length, buffer.Length);
            _prefix[..count].CopyTo(buffer);
            _prefix = _prefix[count..];
            return new(count);
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
            {
                rest.Dispose();
            }

            base.Dispose(disposing);
        }
    }
}
