using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// Asks the origin on behalf of one client. It may outlive the client's request: others share what it fetches, and what is stale is validated
// behind an answer.
internal sealed class UpstreamCall(Upstream upstream, ProxyContext context) : IFetcher
{
    private readonly string _protocol = context.Request.Protocol;
    private readonly bool _hasBody = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
    private readonly Stream _body = context.Request.Body;
    private readonly long? _length = context.Request.Headers.ContentLength;
    private readonly Interim _interim = new(context);

    private Upstream Upstream { get; } = upstream;

    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        using var invoker = new HttpMessageInvoker(new Sender(this, request));
        using var fetcher = new HttpFetcher(invoker, Upstream.Options.Limits, Upstream.Time) { IsStreaming = true };
        return await fetcher.FetchAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From now on the client gets its final response.</summary>
    public Task AnsweredAsync() => _interim.CloseAsync();

    private HttpRequestMessage Message(RequestHead request)
    {
        var message = Upstream.Message(request);
        message.Content = _hasBody ? new RequestBody(_body, _length) : null;
        foreach (var field in request.Fields)
        {
            var value = field.Name.Equals("Max-Forwards", StringComparison.OrdinalIgnoreCase) ? MaxForwards.Next(request.Method, field.Value) : field.Value;
            if (!message.Headers.TryAddWithoutValidation(field.Name, value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(field.Name, value);
            }
        }

        message.Headers.TryAddWithoutValidation("Via", Upstream.Via.Of(_protocol));
        return message;
    }

    // Sends what the client sent, its content included.
    private sealed class Sender(UpstreamCall call, RequestHead request) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage _, CancellationToken cancellationToken)
        {
            Interim.Current.Value = call._interim;
            using var message = call.Message(request);
            return await call.Upstream.Invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }
}
