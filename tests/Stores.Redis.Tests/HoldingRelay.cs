using System.Net;
using System.Net.Sockets;

namespace Freshet.Stores.Tests;

/// <summary>A network that passes on what it gets, holds it back, and lets go of the client before what it holds has arrived.</summary>
internal sealed class HoldingRelay : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Lock sync = new();
    private readonly List<Pair> pairs = [];
    private readonly int to;
    private readonly Task accepting;

    public HoldingRelay(int to)
    {
        this.to = to;
        listener.Start();
        accepting = AcceptAsync();
    }

    public string EndPoint => $"127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>Holds back what the clients of now send from now on.</summary>
    public void Hold() => Array.ForEach(All(), p => p.IsHeld = true);

    /// <summary>Ends the clients' side of all connections of now, and gives them back.</summary>
    public Pair[] Break()
    {
        Pair[] all = All();
        Array.ForEach(all, p => p.Client.Close(0));
        return all;
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        await accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (Pair pair in All())
        {
            pair.Client.Dispose();
            pair.Server.Dispose();
        }
    }

    private Pair[] All()
    {
        lock (sync)
        {
            return [.. pairs];
        }
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Pair pair = new(await listener.AcceptSocketAsync(), new Socket(SocketType.Stream, ProtocolType.Tcp));
            await pair.Server.ConnectAsync(IPAddress.Loopback, to);
            pair.Run();
            lock (sync)
            {
                pairs.Add(pair);
            }
        }
    }

    internal sealed class Pair(Socket client, Socket server)
    {
        private readonly MemoryStream held = new();
        private Task up = Task.CompletedTask;
        private Task down = Task.CompletedTask;

        public Socket Client => client;

        public Socket Server => server;

        public bool IsHeld { get; set; }

        public void Run() => (up, down) = (CopyAsync(client, server, holds: true), CopyAsync(server, client, holds: false));

        /// <summary>Lets what is held arrive, and waits until the server has read it all or has closed the connection before.</summary>
        public async Task ArriveAsync()
        {
            await up;
            try
            {
                await server.SendAsync(held.ToArray());
                server.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
            }

            await down;
        }

        private async Task CopyAsync(Socket from, Socket into, bool holds)
        {
            byte[] buffer = new byte[65_536];
            try
            {
                while (await from.ReceiveAsync(buffer) is > 0 and var read)
                {
                    if (holds && IsHeld)
                    {
                        held.Write(buffer, 0, read);
                    }
                    else if (holds || into.Connected)
                    {
                        await into.SendAsync(buffer.AsMemory(0, read));
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The other end of one of the two is gone; what comes down is still read, so that the server's end is seen.
                if (!holds && from.Connected)
                {
                    await DrainAsync(from, buffer);
                }
            }
        }

        private static async Task DrainAsync(Socket from, byte[] buffer)
        {
            try
            {
                while (await from.ReceiveAsync(buffer) > 0)
                {
                }
            }
            catch (SocketException)
            {
            }
        }
    }
}
