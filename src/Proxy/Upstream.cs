using System.Text;
using Freshet.Caching;
using Freshet.Http;

namespace Freshet.Proxies;

// The connections to origins.
internal sealed class Upstream : IDisposable
{
    private static readonly UriCreationOptions AsSent = new() { DangerousDisablePathAndQueryCanonicalization = true };
    private readonly string? _origin;

    public Upstream(ProxyOptions options, Via via, TimeProvider time)
    {
        (Options, Via, Time) = (options, via, time);
        _origin = options.PreserveHost ? options.Origin?.GetLeftPart(UriPartial.Authority) : null;
        var handler = HttpFetcher.CreateHandler(options.Limits, options.MaxConnectionsPerOrigin);
        handler.UseProxy = false;
        handler.RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ResponseHeaderEncodingSelector = (_, _) => Encoding.Latin1;
        handler.ConnectTimeout = options.Limits.HeadTimeout;
        handler.PlaintextStreamFilter = static (connection, _) => ValueTask.FromResult(
            connection.NegotiatedHttpVersion.Major == 1 ? new InterimStream(connection.PlaintextStream) : connection.PlaintextStream);
        Invoker = new HttpMessageInvoker(handler);
    }

    public ProxyOptions Options { get; }

    public Via Via { get; }

    public TimeProvider Time { get; }

    public HttpMessageInvoker Invoker { get; }

    /// <summary>A request without its content.</summary>
    public HttpRequestMessage Message(RequestHead request)
    {
        var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), _origin is null ? request.Uri : new Uri(_origin + request.Uri.PathAndQuery, AsSent));
        if (_origin is not null)
        {
            message.Headers.Host = request.Uri.Authority;
        }

        return message;
    }

    public void Dispose() => Invoker.Dispose();
}
