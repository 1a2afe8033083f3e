using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Freshet.Tests.Kit;

/// <summary>
/// An HTTP/1.1 server on loopback whose handlers write the raw bytes of their answers, so that they can be as wrong as a test needs.
/// </summary>
public sealed class LoopbackOrigin : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentDictionary<string, Func<OriginExchange, Task>> routes = new();
    private readonly ConcurrentDictionary<Socket, Task> connections = new();
    private readonly List<OriginRequest> requests = [];
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private readonly ConcurrentQueue<Exception> faults = new();
    private readonly Task accepting;
    private int accepted;

    /// <summary>Starts to listen; a path without a route is answered with 404, or by the fallback.</summary>
    public LoopbackOrigin(Func<OriginExchange, Task>? fallback = null)
    {
        Fallback = fallback ?? (exchange => exchange.SendAsync(404, "not found"));
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(512);
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndPoint!).Port}/");
        accepting = Task.Run(AcceptAsync);
    }

    public Uri Url { get; }

    /// <summary>Answers what has no route.</summary>
    public Func<OriginExchange, Task> Fallback { get; set; }

    /// <summary>Connections accepted so far.</summary>
    public int Connections => Volatile.Read(ref accepted);

    /// <summary>What handlers threw, apart from a connection that the client left.</summary>
    public IReadOnlyCollection<Exception> Faults => faults;

    /// <summary>Every request that arrived so far, in order of arrival.</summary>
    public IReadOnlyList<OriginRequest> Requests
    {
        get { lock (requests) { return [.. requests]; } }
    }

    public Uri At(string target) => new(Url, target);

    /// <summary>Answers a path (without query), in place of what answered it before.</summary>
    public LoopbackOrigin Map(string path, Func<OriginExchange, Task> handler)
    {
        routes[path] = handler;
        return this;
    }

    /// <summary>Answers a path with 200 and this text.</summary>
    public LoopbackOrigin Map(string path, string body, params (string Name, string Value)[] headers) =>
        Map(path, exchange => exchange.SendAsync(200, body, headers));

    /// <summary>Forgets the requests so far.</summary>
    public void ForgetRequests()
    {
        lock (requests) { requests.Clear(); }
    }

    /// <summary>Waits until so many requests have arrived.</summary>
    public Task WhenRequestsAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (requests)
        {
            TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            Notify();
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await accepting;
        foreach (Socket socket in connections.Keys)
        {
            socket.Dispose();
        }

        await Task.WhenAll(connections.Values);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptAsync(stopping.Token);
                socket.NoDelay = true;
                Interlocked.Increment(ref accepted);
                TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
                connections[socket] = done.Task;
                _ = Task.Run(async () =>
                {
                    await ServeAsync(socket);
                    connections.TryRemove(socket, out _);
                    done.SetResult();
                });
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            using NetworkStream stream = new(socket, ownsSocket: true);
            WireReader wire = new(stream);
            while (await wire.ReadRequestAsync(stopping.Token) is { } request)
            {
                lock (requests)
                {
                    requests.Add(request);
                    Notify();
                }

                OriginExchange exchange = new(request, socket, stream, stopping.Token);
                await routes.GetValueOrDefault(request.Path, Fallback)(exchange);
                if (exchange.Closed || "close".Equals(request["Connection"], StringComparison.OrdinalIgnoreCase))
                {
                    return;
                }
            }
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
        }
        catch (Exception e)
        {
            faults.Enqueue(e);
        }
    }

    private void Notify()
    {
        foreach ((int _, TaskCompletionSource reached) in waiting.Where(w => requests.Count >= w.Count))
        {
            reached.TrySetResult();
        }

        waiting.RemoveAll(w => w.Reached.Task.IsCompleted);
    }

    private sealed class WireReader(NetworkStream stream)
    {
        private byte[] buffer = new byte[8192];
        private int filled;

        public async Task<OriginRequest?> ReadRequestAsync(CancellationToken cancellationToken)
        {
            int end;
            while ((end = buffer.AsSpan(0, filled).IndexOf("\r\n\r\n"u8)) < 0)
            {
                if (!await FillAsync(cancellationToken))
                {
                    return null;
                }
            }

            string[] lines = Encoding.Latin1.GetString(buffer, 0, end).Split("\r\n");
            string[] start = lines[0].Split(' ');
            KeyValuePair<string, string>[] headers = [.. lines.Skip(1).Select(Field)];
            Consume(end + 4);
            string? length = headers.FirstOrDefault(h => h.Key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)).Value;
            bool isChunked = headers.Any(h => h.Key.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase));
            byte[] body = isChunked ? await ReadChunksAsync(cancellationToken)
                : await ReadBodyAsync(length is null ? 0 : int.Parse(length), cancellationToken);
            return new OriginRequest(start[0], start[1], headers, body);
        }

        private static KeyValuePair<string, string> Field(string line)
        {
            string[] parts = line.Split(':', 2);
            return new(parts[0], parts.Length > 1 ? parts[1].Trim() : "");
        }

        private async Task<byte[]> ReadChunksAsync(CancellationToken cancellationToken)
        {
            using MemoryStream body = new();
            while (true)
            {
                int line;
                while ((line = buffer.AsSpan(0, filled).IndexOf("\r\n"u8)) < 0)
                {
                    if (!await FillAsync(cancellationToken))
                    {
                        throw new IOException("The client left inside its request's body.");
                    }
                }

                int size = int.Parse(Encoding.ASCII.GetString(buffer, 0, line), System.Globalization.NumberStyles.HexNumber);
                Consume(line + 2);
                byte[] chunk = await ReadBodyAsync(size + 2, cancellationToken);
                if (size == 0)
                {
                    return body.ToArray();
                }

                body.Write(chunk, 0, size);
            }
        }

        private async Task<byte[]> ReadBodyAsync(int length, CancellationToken cancellationToken)
        {
            while (filled < length)
            {
                if (!await FillAsync(cancellationToken))
                {
                    throw new IOException("The client left inside its request's body.");
                }
            }

            byte[] body = buffer[..length];
            Consume(length);
            return body;
        }

        private async Task<bool> FillAsync(CancellationToken cancellationToken)
        {
            if (filled == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            int read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            filled += read;
            return read > 0;
        }

        private void Consume(int count)
        {
            buffer.AsSpan(count, filled - count).CopyTo(buffer);
            filled -= count;
        }
    }
}
