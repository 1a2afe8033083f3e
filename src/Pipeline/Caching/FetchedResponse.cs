using Freshet.Http;

namespace Freshet.Caching;

/// <summary>A response as it came from the origin, with its body: whole, or still to be read.</summary>
/// <param name="Head">Status and field lines.</param>
/// <param name="Body">The body; owned by whoever holds the response.</param>
/// <param name="RequestTime">When the request was sent (RFC 9111 §4.2.3).</param>
/// <param name="ResponseTime">When the response head was received (RFC 9111 §4.2.3).</param>
public sealed record FetchedResponse(ResponseHead Head, BodyBuffer Body, DateTimeOffset RequestTime, DateTimeOffset ResponseTime)
{
    /// <summary>The body decoded from its content coding, when whoever fetched it has decoded it already.</summary>
    public BodyBuffer? Decoded { get; init; }

    /// <summary>The content, not read yet, in place of a whole <see cref="Body"/>; null when that is whole.</summary>
    /// <remarks>It is disposed once, which ends the exchange with the origin. What goes wrong while it is read is an <see cref="IOException"/>.</remarks>
    public Stream? Content { get; init; }

    internal void Dispose()
    {
        Body.Dispose();
        Decoded?.Dispose();
        Content?.Dispose();
    }
}
