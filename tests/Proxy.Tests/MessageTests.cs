using System.Net;
using System.Net.Sockets;
using System.Text;
using Freshet.Tests.Kit;

namespace Freshet.Proxies;

/// <summary>Framing, contents and what interim messages there are.</summary>
public sealed class MessageTests
{
    private static Func<OriginExchange, Task> Echo { get; } = exchange => exchange.SendAsync(200, exchange.Request.Body);

    [Fact(Timeout = 30_000)]
    public async Task Contents_of_requests_are_passed_on_with_their_length_or_in_chunks()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", Echo);

        RawResponse whole = await proxy.AskAsync("POST /a HTTP/1.1\r\nHost: x\r\nContent-Type: text/x\r\nContent-Length: 5\r\n\r\nhello");
        RawResponse chunked = await proxy.AskAsync("PUT /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n");

        Assert.Equal(("hello", "hello"), (whole.Body, chunked.Body));
        Assert.Equal(("5", null, "text/x"), (proxy.Origin.Requests[0]["Content-Length"], proxy.Origin.Requests[0]["Transfer-Encoding"], proxy.Origin.Requests[0]["Content-Type"]));
        Assert.Equal((null, "chunked"), (proxy.Origin.Requests[1]["Content-Length"], proxy.Origin.Requests[1]["Transfer-Encoding"]));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_content_is_passed_on_while_it_comes()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await using ProxyUnderTest forward = await ProxyUnderTest.ForwardAsync();
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using RawClient client = await RawClient.ConnectAsync(forward.Url);
        await client.WriteAsync($"POST http://{listener.LocalEndPoint}/ HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\none\r\n");
        using Socket origin = await listener.AcceptAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\r\n\r\n3\r\none\r\n", await ReadUntilAsync(origin, "one\r\n"), StringComparison.Ordinal);
        await client.WriteAsync("3\r\ntwo\r\n0\r\n\r\n");
        Assert.StartsWith("3\r\ntwo\r\n", await ReadUntilAsync(origin, "0\r\n\r\n"), StringComparison.Ordinal);
        await origin.SendAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray());
        Assert.Equal(204, (await client.ReadAsync()).Status);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello")]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5x\r\n\r\nhello")]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, gzip\r\n\r\n0\r\n\r\n")]
    [InlineData("POST /a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost : x\r\n\r\n")]
    [InlineData("GET /a HTTP/1.1\r\nHost: x\r\n folded: y\r\n\r\n")]
    [InlineData("GET /a#b HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET a HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /a\r\n\r\n")]
    public async Task A_malformed_request_reaches_no_origin(string request)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();

        RawResponse response = await proxy.AskAsync(request);

        Assert.InRange(response.Status, 400, 505);
        Assert.Empty(proxy.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_request_with_a_length_and_chunks_is_passed_on_as_chunks_alone()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", Echo);

        await proxy.AskAsync("POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n");

        Assert.All(proxy.Origin.Requests, asked => Assert.Equal((null, "hello"), (asked["Content-Length"], Encoding.ASCII.GetString(asked.Body))));
    }

    [Fact(Timeout = 30_000)]
    public async Task Pipelined_requests_are_answered_in_order()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Fallback = exchange => exchange.SendAsync(200, exchange.Request.Target, ("Cache-Control", "max-age=60"));
        using RawClient client = await RawClient.ConnectAsync(proxy.Url);

        await client.WriteAsync(string.Concat(new[] { "/1", "/2", "/1", "/3" }.Select(target => $"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n")));

        Assert.Equal(["/1", "/2", "/1", "/3"], [(await client.ReadAsync()).Body, (await client.ReadAsync()).Body, (await client.ReadAsync()).Body, (await client.ReadAsync()).Body]);
    }

    [Fact(Timeout = 30_000)]
    public async Task Interim_responses_are_passed_on_and_not_stored()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early");
            await exchange.WriteAsync(" Hints\r\nLink: </style>\r\nConnection: x\r\n\r\n");
            await exchange.SendAsync(200, "hello", ("Cache-Control", "max-age=60"));
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.Url);

        await client.WriteAsync("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
        RawResponse[] responses = [await client.ReadAsync(), await client.ReadAsync(), await client.ReadAsync()];

        Assert.Equal([102, 103, 200], responses.Select(response => response.Status));
        Assert.Equal(["Link: </style>"], responses[1].Lines);
        Assert.Equal(200, (await proxy.GetAsync("/a")).Status);
        Assert.Equal(200, (await proxy.AskAsync("GET /a?2 HTTP/1.0\r\n\r\n")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_client_is_told_to_continue_when_its_content_is_wanted()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", Echo);
        using RawClient client = await RawClient.ConnectAsync(proxy.Url);

        await client.WriteAsync("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
        RawResponse interim = await client.ReadAsync();
        await client.WriteAsync("hello");
        RawResponse final = await client.ReadAsync();

        Assert.Equal((100, 200, "hello"), (interim.Status, final.Status, final.Body));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_reaches_the_client_before_its_end_reaches_the_proxy()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        TaskCompletionSource seen = new();
        proxy.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nCache-Control: max-age=60\r\n\r\n");
            await exchange.WriteChunkAsync("first"u8.ToArray());
            await seen.Task.WaitAsync(exchange.Stopping);
            await exchange.WriteChunkAsync("last"u8.ToArray());
            await exchange.WriteChunkAsync(default);
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.Url);
        await client.WriteAsync("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");

        string text = "";
        while (!text.EndsWith("first\r\n", StringComparison.Ordinal))
        {
            text += await client.ReadAsync(1);
        }

        seen.SetResult();
        Assert.Equal("4\r\nlast\r\n0\r\n\r\n", await client.ReadAsync(14));
        Assert.Equal("firstlast", (await proxy.GetAsync("/a")).Body);
        Assert.Single(proxy.Origin.Requests);
    }

    private static async Task<string> ReadUntilAsync(Socket socket, string end)
    {
        byte[] buffer = new byte[4096];
        string text = "";
        while (!text.EndsWith(end, StringComparison.Ordinal))
        {
            int read = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
            Assert.NotEqual(0, read);
            text += Encoding.ASCII.GetString(buffer, 0, read);
        }

        return text;
    }
}
