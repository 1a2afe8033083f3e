using System.Net;
using System.Text;
using Freshet.Caching;
using Freshet.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Freshet.Proxies.Conformance;

/// <summary>The least that is needed to ask a <see cref="CachingHandler"/>, a private cache, over HTTP.</summary>
internal sealed class HandlerProxy : IAsyncDisposable
{
    private static readonly HashSet<string> OfConnection = new(StringComparer.OrdinalIgnoreCase) { "Connection", "Keep-Alive", "Transfer-Encoding", "Host" };
    private readonly MemoryStore _store = new();
    private readonly HttpCache _cache;
    private readonly HttpMessageInvoker _invoker;
    private readonly WebApplication _app;
    private readonly Uri _origin;

    private HandlerProxy(Uri origin)
    {
        _origin = origin;
        _cache = new HttpCache(_store);
        SocketsHttpHandler sockets = HttpFetcher.CreateHandler();
        sockets.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        _invoker = new HttpMessageInvoker(new CachingHandler(_cache) { InnerHandler = sockets });
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.ResponseHeaderEncodingSelector = _ => Encoding.Latin1;
            kestrel.Listen(IPAddress.Loopback, 0, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url => new(_app.Urls.First());

    public static async Task<HandlerProxy> StartAsync(Uri origin)
    {
        HandlerProxy proxy = new(origin);
        await proxy._app.StartAsync(TestContext.Current.CancellationToken);
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _invoker.Dispose();
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            using HttpRequestMessage request = await ReadAsync(context.Request);
            using HttpResponseMessage response = await _invoker.SendAsync(request, context.RequestAborted);
            context.Response.StatusCode = (int)response.StatusCode;
            foreach ((string name, var values) in response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated))
            {
                if (!OfConnection.Contains(name))
                {
                    context.Response.Headers[name] = values.ToArray();
                }
            }

            if (context.Request.Method != "HEAD" && context.Response.StatusCode is not (204 or 205 or 304))
            {
                await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            }
        }
        catch (Exception error) when (error is HttpRequestException or IOException && !context.Response.HasStarted)
        {
            context.Response.Clear();
            context.Response.StatusCode = 502;
        }
    }

    private async Task<HttpRequestMessage> ReadAsync(HttpRequest asked)
    {
        string target = asked.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        HttpRequestMessage request = new(HttpMethod.Parse(asked.Method), new Uri(_origin.GetLeftPart(UriPartial.Authority) + target));
        if (asked.ContentLength > 0)
        {
            MemoryStream body = new();
            await asked.Body.CopyToAsync(body);
            request.Content = new ByteArrayContent(body.ToArray());
        }

        foreach ((string name, var values) in asked.Headers)
        {
            if (!OfConnection.Contains(name) && !request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values.ToArray()))
            {
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values.ToArray());
            }
        }

        return request;
    }
}
