using System.Text;
using Freshet.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// The proxy's own answers: plain text that says what happened.
internal static class ProxyErrors
{
    /// <summary>Answers what got no response (RFC 9110 §15.6.3, §15.6.5).</summary>
    public static Task AnswerAsync(ProxyContext context, Exchange exchange)
    {
        // RFC 9111 §5.2.2.2: a cache that can't validate what it must not use generates an error, which SHOULD be 504
        var isTimeout = exchange.IsStale || exchange.Failure is FetchException { Reason: FetchFailure.HeadTimeout or FetchFailure.TotalTimeout };
        return AnswerAsync(context, isTimeout ? 504 : 502, exchange.Failure?.Message ?? "The origin gave no response.");
    }

    public static async Task AnswerAsync(ProxyContext context, int status, string problem)
    {
        var body = Encoding.UTF8.GetBytes(problem + "\n");
        context.Response.StatusCode = status;
        context.Response.Headers.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentLength = body.Length;
        if (context.Request.Method != "HEAD")
        {
            var output = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            await output.Writer.WriteAsync(body, context.Aborted).ConfigureAwait(false);
        }
    }
}
