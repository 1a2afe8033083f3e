using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Freshet.Caching;

/// <summary>Decodes bodies from their content coding (RFC 9110 §8.4.1): gzip, deflate and br.</summary>
public static class ContentCodings
{
    /// <summary>The Accept-Encoding value that asks for what can be decoded.</summary>
    public const string Accepted = "gzip, deflate, br";

    /// <summary>Decodes a body, the coding applied last first.</summary>
    /// <param name="contentEncoding">The value of Content-Encoding, or null.</param>
    /// <param name="body">The body as received.</param>
    /// <param name="maxBytes">The largest decoded size.</param>
    /// <returns>The same body when it has no coding, otherwise a new one; the caller disposes both.</returns>
    /// <exception cref="FetchException">The coding is not known, the body is not in it, or the decoded body is too large.</exception>
    public static BodyBuffer Decode(string? contentEncoding, BodyBuffer body, long maxBytes)
    {
        ArgumentNullException.ThrowIfNull(body);
        if (body.Bytes.IsEmpty || contentEncoding is null)
        {
            return body;
        }

        var decoded = body;
        var codings = contentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = codings.Length - 1; i >= 0; i--)
        {
            if (codings[i].Equals("identity", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            var previous = decoded;
            try
            {
                decoded = DecodeOne(codings[i], previous, maxBytes);
            }
            finally
            {
                if (previous != body)
                {
                    previous.Dispose();
                }
            }
        }

        return decoded;
    }

    private static BodyBuffer DecodeOne(string coding, BodyBuffer body, long maxBytes)
    {
        try
        {
            using var source = Open(coding, Over(body.Bytes));
            return ReadAll(source, maxBytes);
        }
        catch (Exception error) when (error is InvalidDataException or InvalidOperationException)
        {
            throw new FetchException(FetchFailure.InvalidContentCoding, $"The body is not what Content-Encoding \"{coding}\" says.", error);
        }
    }

    private static MemoryStream Over(ReadOnlyMemory<byte> bytes) => MemoryMarshal.TryGetArray(bytes, out var array)
        ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
        : new MemoryStream(bytes.ToArray(), writable: false);

    private static Stream Open(string coding, MemoryStream source) => coding.ToLowerInvariant() switch
    {
        "gzip" or "x-gzip" => new GZipStream(source, CompressionMode.Decompress),
        "br" => new BrotliStream(source, CompressionMode.Decompress),

        // RFC 9110 §8.4.1.2: some implementations send "deflate" without the zlib wrapper.
        "deflate" => IsZlib(source) ? new ZLibStream(source, CompressionMode.Decompress) : new DeflateStream(source, CompressionMode.Decompress),
        _ => throw new FetchException(FetchFailure.InvalidContentCoding, $"Content-Encoding \"{coding}\" is not known; known are {Accepted}."),
    };

    private static bool IsZlib(MemoryStream source)
    {
        Span<byte> head = stackalloc byte[2];
        var isZlib = IsZlib(head[..source.Read(head)]);
        source.Position = 0;
        return isZlib;
    }

    internal static bool IsZlib(ReadOnlySpan<byte> head) =>
        head.Length == 2 && (head[0] & 0x0F) == 8 && ((head[0] << 8) + head[1]) % 31 == 0;

    internal static bool AreKnown(string contentEncoding) =>
        contentEncoding.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(coding => coding.ToLowerInvariant() is "gzip" or "x-gzip" or "deflate" or "br" or "identity");

    private static BodyBuffer ReadAll(Stream source, long maxBytes)
    {
        using var buffer = new GrowingBuffer(64 << 10, maxBytes);
        while (source.Read(buffer.Free.Span) is > 0 and var read)
        {
            if (!buffer.TryAdvance(read))
            {
                throw new FetchException(FetchFailure.BodyTooLarge, $"The decoded body is over the limit of {maxBytes} bytes.");
            }
        }

        return buffer.ToBody();
    }
}
