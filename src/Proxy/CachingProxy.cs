using System.Net;
using System.Text;
using Freshet.Caching;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Freshet.Proxies;

/// <summary>A caching HTTP/1.1 proxy that is listening: a reverse proxy for one origin, or a forward proxy for all.</summary>
/// <remarks>It does not own the cache. Whether the cache is shared is the cache's policy; a proxy for several users needs a shared one.</remarks>
public sealed class CachingProxy : IAsyncDisposable
{
    private readonly KestrelServer _server;
    private readonly Upstream _upstream;

    private CachingProxy(KestrelServer server, Upstream upstream) => (_server, _upstream) = (server, upstream);

    /// <summary>The address it listens on, the port that was taken included.</summary>
    public Uri Address => new(_server.Features.Get<IServerAddressesFeature>()!.Addresses.First());

    /// <summary>Starts a proxy.</summary>
    /// <param name="cache">Answers what it can.</param>
    /// <param name="options">The defaults when null.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <param name="loggers">Where the server logs; nowhere when null.</param>
    /// <param name="cancellationToken">Gives up starting.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    /// <exception cref="IOException">The address can't be listened on.</exception>
    public static async Task<CachingProxy> StartAsync(
        HttpCache cache,
        ProxyOptions? options = null,
        TimeProvider? time = null,
        ILoggerFactory? loggers = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(cache);
        options ??= new ProxyOptions();
        OptionsException.ThrowIfAny(nameof(ProxyOptions), options.Problems());
        time ??= TimeProvider.System;
        loggers ??= NullLoggerFactory.Instance;
        var via = new Via(options.Name);
        var upstream = new Upstream(options, via, time);
        var server = Server(options.Listen, loggers);
        var parts = new ProxyParts(cache, options, upstream, new TargetReader(options), via, time);
        var proxy = new CachingProxy(server, upstream);
        try
        {
            await server.StartAsync(new ProxyApplication(parts), cancellationToken).ConfigureAwait(false);
            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Takes no new connection, and waits until the requests under way are answered.</summary>
    /// <param name="cancellationToken">Ends those that still are under way.</param>
    public Task StopAsync(CancellationToken cancellationToken = default) => _server.StopAsync(cancellationToken);

    /// <summary>Stops at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await _server.StopAsync(new CancellationToken(true)).ConfigureAwait(false);
        _server.Dispose();
        _upstream.Dispose();
    }

    private static KestrelServer Server(IPEndPoint listen, ILoggerFactory loggers)
    {
        var kestrel = new KestrelServerOptions
        {
            AddServerHeader = false,

            // RFC 9112 §3.2.2: when a proxy receives a request with an absolute-form of request-target, it MUST ignore the received Host
            AllowHostHeaderOverride = true,
            RequestHeaderEncodingSelector = _ => Encoding.Latin1,
            ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
        };
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 64 << 10;
        kestrel.Limits.MaxRequestHeaderCount = 256;
        kestrel.Limits.MaxRequestLineSize = 32 << 10;
        kestrel.Limits.MinResponseDataRate = new MinDataRate(240, TimeSpan.FromMinutes(1));
        kestrel.Listen(listen, endpoint => endpoint.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        return new KestrelServer(Options.Create(kestrel), transport, loggers);
    }
}
