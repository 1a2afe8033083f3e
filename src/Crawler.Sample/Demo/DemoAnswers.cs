using System.Globalization;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Freshet.Program.Demo;

/// <summary>The ways in which the demo's site answers.</summary>
internal sealed class DemoAnswers(TimeProvider time)
{
    private readonly DateTimeOffset _written = time.GetUtcNow().AddDays(-30);

    /// <summary>Changes the page of news when raised.</summary>
    public int Edition { get; set; } = 1;

    public Task TaggedAsync(HttpContext context, string html)
    {
        context.Response.Headers.CacheControl = "max-age=600";
        return SendTaggedAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    public Task CharsetAsync(HttpContext context, string charset, string html)
    {
        context.Response.Headers.CacheControl = "max-age=600";
        return SendTaggedAsync(context, $"text/html; charset={charset}", Encoding.GetEncoding(charset).GetBytes(html));
    }

    public Task GzipAsync(HttpContext context, string html)
    {
        context.Response.Headers.CacheControl = "max-age=600";
        context.Response.Headers.Vary = "Accept-Encoding";
        var body = Encoding.UTF8.GetBytes(html);
        if (context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            body = Gzip(body);
        }

        return SendTaggedAsync(context, "text/html; charset=utf-8", body);
    }

    public Task ModifiedAsync(HttpContext context, string html)
    {
        var modified = _written.ToString("R", CultureInfo.InvariantCulture);
        context.Response.Headers.LastModified = modified;
        return context.Request.Headers.IfModifiedSince == modified
            ? NotModifiedAsync(context)
            : SendAsync(context, 200, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    public Task PlainAsync(HttpContext context, int status, string cacheControl, string html)
    {
        context.Response.Headers.CacheControl = cacheControl;
        return SendAsync(context, status, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(html));
    }

    public Task RedirectAsync(HttpContext context, int status, string to, string cacheControl)
    {
        context.Response.Headers.Location = to;
        return PlainAsync(context, status, cacheControl, "");
    }

    public static Task DropAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    public static async Task CutShortAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        context.Response.ContentLength = 5000;
        await context.Response.WriteAsync("<p>The rest of this page ");
        await context.Response.Body.FlushAsync();

        // Time to arrive: a reset takes back what was not yet read.
        await Task.Delay(100);
        context.Abort();
    }

    public static Task GarbageAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html";
        context.Response.Headers.ContentEncoding = "gzip";
        return context.Response.WriteAsync("This was never compressed.");
    }

    private Task SendTaggedAsync(HttpContext context, string type, byte[] body)
    {
        var tag = $"\"{Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(body).AsSpan(0, 6))}\"";
        context.Response.Headers.ETag = tag;
        return context.Request.Headers.IfNoneMatch == tag ? NotModifiedAsync(context) : SendAsync(context, 200, type, body);
    }

    private Task NotModifiedAsync(HttpContext context)
    {
        Date(context);
        context.Response.StatusCode = 304;
        return Task.CompletedTask;
    }

    private Task SendAsync(HttpContext context, int status, string type, byte[] body)
    {
        Date(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }

    // The demo moves its clock; Kestrel's own Date would not follow.
    private void Date(HttpContext context) => context.Response.Headers.Date = time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);

    private static byte[] Gzip(byte[] body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
