using System.Buffers;
using System.Globalization;
using Freshet.Caching;
using Freshet.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// Hands a response to the server that sends it.
internal static class ResponseWriter
{
    private const int ChunkBytes = 64 << 10;

    public static async Task WriteAsync(ProxyContext context, Exchange exchange, ResponseHead response, ProxyParts parts)
    {
        var status = response.Status;
        var hasBody = context.Request.Method != "HEAD" && status is not (204 or 205 or 304);
        context.Response.StatusCode = status;
        ResponseFields.Write(parts.Options.CacheStatus ? StatusMember.Append(response, exchange, parts.Options.Name) : response, exchange, context);
        context.Response.Headers.Append("Via", parts.Via.Http11);
        if (!hasBody)
        {
            return;
        }

        var output = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
        if (!exchange.IsBodyUnread)
        {
            context.Response.Headers.ContentLength = exchange.Body.Bytes.Length;
            await output.Writer.WriteAsync(exchange.Body.Bytes, context.Aborted).ConfigureAwait(false);
            return;
        }

        context.Response.Headers.ContentLength = Length(response);
        await CopyAsync(exchange.OpenBody(), output, context).ConfigureAwait(false);
    }

    // What has come is sent at once, be it the head alone: an endless response is not held back.
    private static async Task CopyAsync(Stream body, IHttpResponseBodyFeature output, ProxyContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(ChunkBytes);
        try
        {
            var reading = body.ReadAsync(buffer, context.Aborted);
            if (!reading.IsCompleted)
            {
                await output.Writer.FlushAsync(context.Aborted).ConfigureAwait(false);
            }

            while (await reading.ConfigureAwait(false) is > 0 and var read)
            {
                await output.Writer.WriteAsync(buffer.AsMemory(0, read), context.Aborted).ConfigureAwait(false);
                reading = body.ReadAsync(buffer, context.Aborted);
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }
        catch (IOException)
        {
            // The head is sent; only the connection's end can say that the body is not whole.
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }
    }

    private static long? Length(ResponseHead response) =>
        long.TryParse(response.Fields.First("Content-Length"), NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? length : null;
}
