using System.Net;
using System.Text;
using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// Asks origins on behalf of clients.
internal sealed class Upstream : IDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly ProxyOptions _options;
    private readonly Via _via;
    private readonly TimeProvider _time;

    public Upstream(ProxyOptions options, Via via, TimeProvider time)
    {
        (_options, _via, _time) = (options, via, time);
        var handler = HttpFetcher.CreateHandler(options.Limits, options.MaxConnectionsPerOrigin);
        handler.UseProxy = false;
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.EnableMultipleHttp2Connections = true;
        handler.ConnectTimeout = options.Limits.HeadTimeout;
        handler.PlaintextStreamFilter = static (connection, _) => ValueTask.FromResult(
            connection.NegotiatedHttpVersion.Major == 1 ? new InterimStream(connection.PlaintextStream) : connection.PlaintextStream);
        _invoker = new HttpMessageInvoker(handler);
    }

    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, ProxyContext context, CancellationToken cancellationToken)
    {
        using var invoker = new HttpMessageInvoker(new Call(this, request, context));
        using var fetcher = new HttpFetcher(invoker, _options.Limits, _time);
        return await fetcher.FetchAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public void Dispose() => _invoker.Dispose();

    private HttpRequestMessage ToMessage(RequestHead request, ProxyContext context)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), Address(request.Uri));
        if (_options.PreserveHost)
        {
            message.Headers.Host = request.Uri.Authority;
        }

        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
        {
            message.Content = new RequestBody(context.Request.Body, context.Request.Headers.ContentLength);
        }

        foreach (var field in request.Fields)
        {
            var value = field.Name.Equals("Max-Forwards", StringComparison.OrdinalIgnoreCase) ? MaxForwards.Next(request.Method, field.Value) : field.Value;
            if (!message.Headers.TryAddWithoutValidation(field.Name, value))
            {
                message.Content ??= new ByteArrayContent([]);
                message.Content.Headers.TryAddWithoutValidation(field.Name, value);
            }
        }

        message.Headers.TryAddWithoutValidation("Via", _via.Of(context.Request.Protocol));
        return message;
    }

    private Uri Address(Uri target) => !_options.PreserveHost ? target
        : new Uri(_options.Origin!.GetLeftPart(UriPartial.Authority) + target.PathAndQuery, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });

    // Sends what the client sent, its content included.
    private sealed class Call(Upstream upstream, RequestHead request, ProxyContext context) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage _, CancellationToken cancellationToken)
        {
            Interim.Current.Value = new Interim(context);
            using var message = upstream.ToMessage(request, context);
            return await upstream._invoker.SendAsync(message, cancellationToken).ConfigureAwait(false);
        }
    }
}
