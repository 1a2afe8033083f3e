using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Freshet.Proxies;

/// <summary>A client that writes what it likes and reads responses as they come; text is Latin-1.</summary>
internal sealed class RawClient : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly byte[] _one = new byte[1];
    private NetworkStream _stream = null!;

    public static async Task<RawClient> ConnectAsync(Uri server)
    {
        RawClient client = new();
        await client._socket.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        client._stream = new NetworkStream(client._socket, ownsSocket: true);
        return client;
    }

    /// <summary>One request on a connection of its own.</summary>
    public static async Task<RawResponse> AskAsync(Uri server, string request)
    {
        using RawClient client = await ConnectAsync(server);
        await client.WriteAsync(request);
        return await client.ReadAsync(request.Split(' ')[0]);
    }

    /// <summary>GET with these fields, each a line.</summary>
    public static Task<RawResponse> GetAsync(Uri server, string target, params string[] fields) =>
        AskAsync(server, $"GET {target} HTTP/1.1\r\nHost: client.test\r\n{string.Concat(fields.Select(field => field + "\r\n"))}\r\n");

    public async Task WriteAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task<RawResponse> ReadAsync(string method = "GET")
    {
        string[] head = (await ReadToAsync("\r\n\r\n")).Split("\r\n");
        RawResponse response = new(int.Parse(head[0].Split(' ')[1], CultureInfo.InvariantCulture), [.. head.Skip(1).Where(line => line.Length > 0)], "");
        return response with { Body = await ReadBodyAsync(method, response) };
    }

    /// <summary>What comes until the server ends the connection.</summary>
    public async Task<string> ReadRestAsync()
    {
        StringBuilder text = new();
        while (await ReadByteAsync() is { } letter)
        {
            text.Append(letter);
        }

        return text.ToString();
    }

    public async Task<string> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        await _stream.ReadExactlyAsync(bytes, TestContext.Current.CancellationToken);
        return Encoding.Latin1.GetString(bytes);
    }

    public void Dispose()
    {
        _stream?.Dispose();
        _socket.Dispose();
    }

    private async Task<string> ReadBodyAsync(string method, RawResponse response)
    {
        if (method is "HEAD" || response.Status is < 200 or 204 or 304)
        {
            return "";
        }

        if (response["Transfer-Encoding"] != "chunked")
        {
            return response["Content-Length"] is { } length ? await ReadAsync(int.Parse(length, CultureInfo.InvariantCulture)) : await ReadRestAsync();
        }

        StringBuilder body = new();
        while (int.Parse(await ReadToAsync("\r\n"), NumberStyles.HexNumber, CultureInfo.InvariantCulture) is > 0 and var size)
        {
            body.Append(await ReadAsync(size));
            await ReadAsync(2);
        }

        await ReadToAsync("\r\n");
        return body.ToString();
    }

    // Without the mark.
    private async Task<string> ReadToAsync(string mark)
    {
        StringBuilder text = new();
        while (await ReadByteAsync() is { } letter)
        {
            text.Append(letter);
            if (text.Length >= mark.Length && text.ToString(text.Length - mark.Length, mark.Length) == mark)
            {
                return text.ToString(0, text.Length - mark.Length);
            }
        }

        throw new IOException($"The connection ended after: {text}");
    }

    private async Task<char?> ReadByteAsync() =>
        await _stream.ReadAsync(_one, TestContext.Current.CancellationToken) == 0 ? null : (char)_one[0];
}

/// <summary>A response as it came.</summary>
internal sealed record RawResponse(int Status, IReadOnlyList<string> Lines, string Body)
{
    /// <summary>The values of a field, each line by itself, joined by ", "; null when there is none.</summary>
    public string? this[string name]
    {
        get
        {
            string[] values = [.. Lines.Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 1)..].Trim(' '))];
            return values.Length == 0 ? null : string.Join(", ", values);
        }
    }
}
