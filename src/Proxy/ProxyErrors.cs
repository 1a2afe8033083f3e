using System.Text;
using Freshet.Caching;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// The proxy's own answers: plain text that says what happened.
internal static class ProxyErrors
{
    /// <summary>Answers what got no response (RFC 9110 §15.6.3, §15.6.5).</summary>
    public static Task AnswerAsync(ProxyContext context, Exception? failure) => failure switch
    {
        FetchException { Reason: FetchFailure.HeadTimeout or FetchFailure.TotalTimeout } => AnswerAsync(context, 504, failure.Message),
        _ => AnswerAsync(context, 502, failure?.Message ?? "The origin gave no response."),
    };

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
