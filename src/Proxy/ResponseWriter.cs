using System.Buffers;
using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http;

namespace Freshet.Proxies;

// Hands a response to the server that sends it.
internal static class ResponseWriter
{
    // RFC 9110 §5.5: control characters are invalid in field values; what can't be sent becomes SP.
    private static readonly SearchValues<char> Invalid = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != 9).Select(c => (char)c), '\x7f']);

    public static async Task WriteAsync(ProxyContext context, Exchange exchange, ResponseHead response, ProxyParts parts)
    {
        var status = response.Status;
        var hasBody = context.Request.Method != "HEAD" && status is not (204 or 205 or 304);
        context.Response.StatusCode = status;
        var headers = context.Response.Headers;
        var listed = HopByHop.Listed(Lines(response.Fields, "Connection"));
        foreach (var line in response.Fields)
        {
            if (HopByHop.IsOne(line.Name) || HopByHop.IsListed(listed, line.Name) || (IsLength(line.Name) && (hasBody || status == 204)))
            {
                continue;
            }

            headers.Append(line.Name, Sendable(line.Value));
        }

        headers.Append("Via", parts.Via.Http11);
        if (hasBody)
        {
            headers.ContentLength = exchange.Body.Bytes.Length;
            var output = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
            await output.Writer.WriteAsync(exchange.Body.Bytes, context.Aborted).ConfigureAwait(false);
        }
    }

    private static IEnumerable<string> Lines(HeaderFields fields, string name) =>
        fields.Where(line => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => line.Value);

    private static bool IsLength(string name) => name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase);

    private static string Sendable(string value)
    {
        if (value.AsSpan().IndexOfAny(Invalid) < 0)
        {
            return value;
        }

        return string.Create(value.Length, value, static (span, text) =>
        {
            text.CopyTo(span);
            span.ReplaceAny(Invalid, ' ');
        });
    }
}
