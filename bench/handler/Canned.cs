using System.Net;
using System.Net.Http.Headers;

namespace Freshet.Bench;

/// <summary>Answers every request with 200, nine field lines and the same kilobyte.</summary>
internal sealed class Canned : HttpMessageHandler
{
    private static readonly byte[] s_body = new byte[1024];

    public Task Gate { get; set; } = Task.CompletedTask;

    public int Requests { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        if (!Gate.IsCompleted)
        {
            await Gate;
        }

        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = new ByteArrayContent(s_body), RequestMessage = request };
        Add(response.Headers, "Date", "Fri, 20 Nov 2026 10:00:00 GMT");
        Add(response.Headers, "Server", "nginx");
        Add(response.Headers, "Cache-Control", "public, max-age=31536000");
        Add(response.Headers, "ETag", "\"65f1c2d3-400\"");
        Add(response.Headers, "Accept-Ranges", "bytes");
        Add(response.Headers, "Strict-Transport-Security", "max-age=63072000");
        Add(response.Content.Headers, "Content-Type", "text/html; charset=utf-8");
        Add(response.Content.Headers, "Content-Length", "1024");
        Add(response.Content.Headers, "Last-Modified", "Wed, 13 Mar 2026 15:20:03 GMT");
        return response;
    }

    private static void Add(HttpHeaders headers, string name, string value) => headers.TryAddWithoutValidation(name, value);
}
