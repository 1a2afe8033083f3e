using Freshet.Http;

namespace Freshet.Caching;

/// <summary>A response as it came from the origin, with its body.</summary>
/// <param name="Head">Status and field lines.</param>
/// <param name="Body">The body; owned by whoever holds the response.</param>
/// <param name="RequestTime">When the request was sent (RFC 9111 §4.2.3).</param>
/// <param name="ResponseTime">When the response head was received (RFC 9111 §4.2.3).</param>
public sealed record FetchedResponse(ResponseHead Head, BodyBuffer Body, DateTimeOffset RequestTime, DateTimeOffset ResponseTime)
{
    /// <summary>The body decoded from its content coding, when whoever fetched it has decoded it already.</summary>
    public BodyBuffer? Decoded { get; init; }
}
