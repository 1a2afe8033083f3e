using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// Asks the origin on behalf of one client. It may outlive the client's request, as others share what it fetches.
internal sealed class UpstreamCall : IFetcher
{
    private readonly Upstream _upstream;
    private readonly string _protocol;
    private readonly Stream? _body;
    private readonly long? _length;
    private readonly Interim? _interim;

    public UpstreamCall(Upstream upstream, ProxyContext context) : this(upstream, context.Request.Protocol)
    {
        _interim = new Interim(context);
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            (_body, _length) = (context.Request.Body, context.Request.Headers.ContentLength);
        }
    }

    private UpstreamCall(Upstream upstream, string protocol) => (_upstream, _protocol) = (upstream, protocol);

    // The client has its answer then: it gets no interim responses, and a content can't be sent again.
    public IFetcher? ForBackground() => _body is null ? new UpstreamCall(_upstream, _protocol) : null;

    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        using var invoker = new HttpMessageInvoker(new Sender(this, request));
        using var fetcher = new HttpFetcher(invoker, _upstream.Options.Limits, _upstream.Time) { IsStreaming = true };
        return await fetcher.FetchAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>From now on the client gets its final response.</summary>
    public Task AnsweredAsync() => _interim?.CloseAsync() ?? Task.CompletedTask;

    private HttpRequestMessage Message(RequestHead request)
    {
        var message = _upstream.Message(request);
        message.Content = _body is null ? null : new RequestBody(_body, _length);
        foreach (var field in request.Fields)
        {
            var value = field.Name.Equals("Max-Forwards", StringComparison.OrdinalIgnoreCase) ? MaxForwards.Next(request.Method, field.Value) : field.Value;
            if (!message.Headers.TryAddWithoutValidation(field.Name, value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(field.Name, value);
            }
        }

        message.Headers.TryAddWithoutValidation("Via", _upstream.Via.Of(_protocol));
        return message;
    }

    // Sends what the client sent, its content included.
    private sealed class Sender(UpstreamCall call, RequestHead request) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage _, CancellationToken cancellationToken)
        {
            Interim.Current.Value = call._interim;
            using var message = call.Message(request);
            return await call._upstream.Invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }
}
