using System.Net.Http.Headers;

namespace Freshet.Caching;

/// <summary>Asks for compressed bodies and decodes them for the reader: gzip, deflate and br. It stands outside of a <see cref="CachingHandler"/>.</summary>
/// <remarks>A request with Accept-Encoding of its own keeps it. A decoded response has neither Content-Encoding nor Content-Length.</remarks>
public sealed class DecompressingHandler : DelegatingHandler
{
    /// <summary>Creates a handler; its <see cref="DelegatingHandler.InnerHandler"/> is to be set.</summary>
    public DecompressingHandler()
    {
    }

    /// <summary>Creates a handler over another, which is disposed with it.</summary>
    public DecompressingHandler(HttpMessageHandler inner) : base(inner)
    {
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Ask(request);
        return Decode(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Ask(request);
        return Decode(base.Send(request, cancellationToken));
    }

    private static void Ask(HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        if (!request.Headers.NonValidated.Contains("Accept-Encoding"))
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", ContentCodings.Accepted);
        }
    }

    private static HttpResponseMessage Decode(HttpResponseMessage response)
    {
        if (response.Content.Headers.NonValidated.TryGetValues("Content-Encoding", out var codings)
            && response.RequestMessage?.Method != HttpMethod.Head && (int)response.StatusCode is not (204 or 304)
            && ContentCodings.AreKnown(codings.ToString()))
        {
            response.Content = new DecodedContent(response.Content, codings.ToString());
        }

        return response;
    }
}
