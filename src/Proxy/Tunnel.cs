using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace Freshet.Proxies;

// CONNECT (RFC 9110 §9.3.6): bytes both ways, unread.
internal sealed class Tunnel(ProxyOptions options)
{
    private static readonly TimeSpan Lingering = TimeSpan.FromSeconds(5);
    private static readonly byte[] Established = "HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray();

    public async Task OpenAsync(ProxyContext context)
    {
        if (options.Origin is not null || !options.Tunnels)
        {
            await ProxyErrors.AnswerAsync(context, 501, "This proxy opens no tunnels (CONNECT).").ConfigureAwait(false);
            return;
        }

        if (!TryRead(context.Request.RawTarget, out var host, out var port))
        {
            await ProxyErrors.AnswerAsync(context, 400, "CONNECT needs host:port, such as CONNECT example.com:443 HTTP/1.1.").ConfigureAwait(false);
            return;
        }

        if (options.TunnelPorts.Count > 0 && !options.TunnelPorts.Contains(port))
        {
            await ProxyErrors.AnswerAsync(context, 403, $"This proxy opens no tunnel to port {port}.").ConfigureAwait(false);
            return;
        }

        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(context.Aborted);
            timeout.CancelAfter(options.Limits.HeadTimeout);
            await socket.ConnectAsync(host, port, timeout.Token).ConfigureAwait(false);
        }
        catch (SocketException error)
        {
            await ProxyErrors.AnswerAsync(context, 502, $"{host}:{port}: {error.Message}").ConfigureAwait(false);
            return;
        }
        catch (OperationCanceledException) when (!context.Aborted.IsCancellationRequested)
        {
            await ProxyErrors.AnswerAsync(context, 504, $"{host}:{port} took no connection in time.").ConfigureAwait(false);
            return;
        }

        await CarryAsync(context, socket).ConfigureAwait(false);
    }

    private static async Task CarryAsync(ProxyContext context, Socket socket)
    {
        // The server would write a response of its own kind. What is written to the socket itself is sent even when the connection is ended then.
        var input = context.Features.GetRequiredFeature<IConnectionTransportFeature>().Transport.Input;
        try
        {
            var clientSocket = context.Features.GetRequiredFeature<IConnectionSocketFeature>().Socket;
            using var client = new NetworkStream(clientSocket);
            using var server = new NetworkStream(socket);
            await client.WriteAsync(Established, context.Aborted).ConfigureAwait(false);

            // The server takes a client that has ended its half for one that has gone.
            var up = UpAsync(input, server, socket);
            var down = server.CopyToAsync(client, CancellationToken.None);
            await Task.WhenAny(down, up).ConfigureAwait(false);
            if (up.IsFaulted || down.IsFaulted)
            {
                socket.Close();
            }

            await down.ConfigureAwait(false);

            // Ending the connection at once would take from the client what it has not read yet.
            clientSocket.Shutdown(SocketShutdown.Send);
            await up.WaitAsync(Lingering).ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException or ObjectDisposedException or TimeoutException)
        {
        }
        finally
        {
            context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>().Abort();
        }
    }

    private static async Task UpAsync(PipeReader input, NetworkStream server, Socket socket)
    {
        await input.CopyToAsync(server).ConfigureAwait(false);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static bool TryRead(string target, out string host, out int port)
    {
        var colon = target.LastIndexOf(':');
        host = colon > 0 ? target[..colon].Trim('[', ']') : "";
        port = 0;
        return host.Length > 0 && Uri.CheckHostName(host) != UriHostNameType.Unknown
            && int.TryParse(target.AsSpan(colon + 1), System.Globalization.NumberStyles.None, null, out port) && port is > 0 and < 65536;
    }
}
