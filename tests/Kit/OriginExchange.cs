using System.Net.Sockets;
using System.Text;

namespace Freshet.Tests.Kit;

/// <summary>One request and the connection to answer it on, byte by byte.</summary>
public sealed class OriginExchange
{
    private readonly Socket socket;
    private readonly NetworkStream stream;

    internal OriginExchange(OriginRequest request, Socket socket, NetworkStream stream, CancellationToken stopping)
    {
        Request = request;
        this.socket = socket;
        this.stream = stream;
        Stopping = stopping;
    }

    public OriginRequest Request { get; }

    /// <summary>Cancelled when the origin is disposed.</summary>
    public CancellationToken Stopping { get; }

    internal bool Closed { get; private set; }

    /// <summary>A whole, correct response with Content-Length (none on 1xx, 204, 304; no body to HEAD).</summary>
    public Task SendAsync(int status, string body = "", params (string Name, string Value)[] headers) =>
        SendAsync(status, Encoding.UTF8.GetBytes(body), headers);

    /// <inheritdoc cref="SendAsync(int, string, ValueTuple{string, string}[])" />
    public async Task SendAsync(int status, byte[] body, params (string Name, string Value)[] headers)
    {
        bool bodiless = status is < 200 or 204 or 304;
        StringBuilder head = new($"HTTP/1.1 {status} Scripted\r\n");
        foreach ((string name, string value) in headers)
        {
            head.Append($"{name}: {value}\r\n");
        }

        if (!bodiless && !headers.Any(h => h.Name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)))
        {
            head.Append($"Content-Length: {body.Length}\r\n");
        }

        head.Append("\r\n");
        byte[] headBytes = Encoding.Latin1.GetBytes(head.ToString());
        await WriteAsync(bodiless || Request.Method == "HEAD" ? headBytes : [.. headBytes, .. body]);
    }

    /// <summary>Raw text (Latin-1) on the wire.</summary>
    public Task WriteAsync(string raw) => WriteAsync(Encoding.Latin1.GetBytes(raw));

    /// <summary>Raw bytes on the wire.</summary>
    public Task WriteAsync(ReadOnlyMemory<byte> raw) => stream.WriteAsync(raw, Stopping).AsTask();

    /// <summary>One chunk of a chunked body; an empty one ends it.</summary>
    public async Task WriteChunkAsync(ReadOnlyMemory<byte> data) =>
        await WriteAsync((byte[])[.. Encoding.ASCII.GetBytes($"{data.Length:x}\r\n"), .. data.Span, .. "\r\n"u8]);

    /// <summary>Never answers.</summary>
    public Task HangAsync() => Task.Delay(Timeout.Infinite, Stopping);

    /// <summary>False as soon as the client has closed the connection; waits a moment otherwise.</summary>
    public async Task<bool> IsConnectedAsync()
    {
        await Task.Delay(5, Stopping);
        return !(socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0);
    }

    /// <summary>Ends the connection in the ordinary way, after what was written.</summary>
    public void Close() => Closed = true;

    /// <summary>Resets the connection.</summary>
    public void Abort()
    {
        Closed = true;
        socket.LingerState = new LingerOption(true, 0);
        socket.Close();
    }
}
