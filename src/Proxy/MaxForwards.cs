using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// RFC 9110 §7.6.2: how far TRACE and OPTIONS go.
internal static class MaxForwards
{
    /// <summary>Whether the request ends here.</summary>
    public static bool IsForUs(IHttpRequestFeature request) =>
        request.RawTarget == "*" || (request.Headers["Max-Forwards"] is [var value] && Number(value) == 0);

    /// <summary>The value to pass on; null when there is none to count.</summary>
    public static string? Next(string method, string? value) =>
        method is "OPTIONS" or "TRACE" && Number(value) is > 0 and var number ? (number - 1).ToString(CultureInfo.InvariantCulture) : value;

    public static Task AnswerAsync(ProxyContext context) => context.Request.Method == "TRACE" ? EchoAsync(context) : CapabilitiesAsync(context);

    private static Task CapabilitiesAsync(ProxyContext context)
    {
        context.Response.StatusCode = 200;
        context.Response.Headers.ContentLength = 0;
        return Task.CompletedTask;
    }

    // RFC 9110 §9.3.8: reflect the message received, without fields that are likely to contain sensitive data.
    private static async Task EchoAsync(ProxyContext context)
    {
        var request = context.Request;
        var text = new StringBuilder().Append(request.Method).Append(' ').Append(request.RawTarget).Append(' ').Append(request.Protocol).Append("\r\n");
        foreach (var (name, values) in request.Headers)
        {
            if (name is not ("Authorization" or "Proxy-Authorization" or "Cookie"))
            {
                foreach (var value in values)
                {
                    text.Append(name).Append(": ").Append(value).Append("\r\n");
                }
            }
        }

        var body = Encoding.Latin1.GetBytes(text.Append("\r\n").ToString());
        context.Response.StatusCode = 200;
        context.Response.Headers.ContentType = "message/http";
        context.Response.Headers.ContentLength = body.Length;
        await context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().Writer.WriteAsync(body, context.Aborted).ConfigureAwait(false);
    }

    private static long? Number(string? value) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
