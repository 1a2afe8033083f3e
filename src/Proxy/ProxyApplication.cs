using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// Requests as the server hands them over.
internal sealed class ProxyApplication(ProxyParts parts) : IHttpApplication<ProxyContext>
{
    private readonly Tunnel _tunnel = new(parts.Options);

    public ProxyContext CreateContext(IFeatureCollection contextFeatures)
    {
        var container = contextFeatures as IHostContextContainer<ProxyContext>;
        var context = container?.HostContext ?? new ProxyContext();
        context.Begin(contextFeatures);
        container?.HostContext = context;
        return context;
    }

    public void DisposeContext(ProxyContext context, Exception? exception)
    {
    }

    public Task ProcessRequestAsync(ProxyContext context)
    {
        var request = context.Request;
        return request.Method switch
        {
            "CONNECT" => _tunnel.OpenAsync(context),
            "OPTIONS" or "TRACE" when MaxForwards.IsForUs(request) => MaxForwards.AnswerAsync(context),
            _ => AnswerAsync(context),
        };
    }

    private async Task AnswerAsync(ProxyContext context)
    {
        var host = context.Request.Headers.Host;
        if (parts.Targets.Read(context.Request.RawTarget, host.Count == 1 ? host[0] : null, out var problem) is not { } uri)
        {
            await ProxyErrors.AnswerAsync(context, 400, problem!).ConfigureAwait(false);
            return;
        }

        // RFC 9112 §6.1: a server that receives a transfer coding it does not understand SHOULD respond with 501
        if (context.Request.Headers.TransferEncoding is { Count: > 0 } coding && !"chunked".Equals(coding, StringComparison.OrdinalIgnoreCase))
        {
            await ProxyErrors.AnswerAsync(context, 501, "Of transfer codings this proxy knows chunked alone.").ConfigureAwait(false);
            return;
        }

        if (parts.Via.IsLoop(context.Request.Headers))
        {
            await ProxyErrors.AnswerAsync(context, 508, "This proxy has already passed the request on once.").ConfigureAwait(false);
            return;
        }

        var call = new UpstreamCall(parts.Upstream, context);
        try
        {
            var request = new RequestHead(context.Request.Method, uri, RequestFields.Of(context.Request.Headers));
            using var exchange = await parts.Cache.SendAsync(new Exchange(request) { IsStreamed = true }, call, context.Aborted).ConfigureAwait(false);
            await call.AnsweredAsync().ConfigureAwait(false);
            await (exchange.Response is { } response
                ? ResponseWriter.WriteAsync(context, exchange, response, parts)
                : ProxyErrors.AnswerAsync(context, exchange)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.Aborted.IsCancellationRequested)
        {
        }
    }
}
