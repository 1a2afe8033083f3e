using System.Net;
using System.Net.Sockets;
using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class ForwardTests
{
    [Fact(Timeout = 30_000)]
    public async Task An_absolute_target_is_asked_for_and_cached()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        proxy.Origin.Map("/a", "hello", ("Cache-Control", "max-age=60"));

        RawResponse first = await proxy.GetAsync(proxy.Origin.At("/a").AbsoluteUri);
        RawResponse second = await proxy.GetAsync(proxy.Origin.At("/a").AbsoluteUri);

        OriginRequest asked = Assert.Single(proxy.Origin.Requests);
        Assert.Equal(("/a", proxy.Origin.Url.Authority), (asked.Target, asked["Host"]));
        Assert.Equal(("hello", "hello"), (first.Body, second.Body));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET ftp://x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET http://user:pass@x/ HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("CONNECT nowhere HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    public async Task Other_targets_are_refused(string request, int status)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();

        Assert.Equal(status, (await proxy.AskAsync(request)).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_request_that_has_been_here_before_is_a_loop()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        string target = proxy.Origin.At("/a").AbsoluteUri;
        await proxy.GetAsync(target);

        RawResponse response = await proxy.GetAsync(target, $"Via: {proxy.Origin.Requests[0]["Via"]}, 1.1 another");

        Assert.Equal(508, response.Status);
        Assert.Single(proxy.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_tunnel_carries_bytes_both_ways_until_the_server_ends()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using RawClient client = await RawClient.ConnectAsync(proxy.Url);

        await client.WriteAsync($"CONNECT {listener.LocalEndPoint} HTTP/1.1\r\nHost: {listener.LocalEndPoint}\r\n\r\nearly");
        using Socket origin = await listener.AcceptAsync(cancel);
        const string Established = "HTTP/1.1 200 Connection established\r\n\r\n";
        Assert.Equal(Established, await client.ReadAsync(Established.Length));
        byte[] buffer = new byte[100];
        Assert.Equal("early"u8.ToArray(), buffer[..await origin.ReceiveAsync(buffer, cancel)]);
        await client.WriteAsync("later");
        Assert.Equal("later"u8.ToArray(), buffer[..await origin.ReceiveAsync(buffer, cancel)]);
        await origin.SendAsync("late"u8.ToArray(), cancel);
        origin.Shutdown(SocketShutdown.Both);

        Assert.Equal("late", await client.ReadRestAsync());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_client_that_leaves_its_tunnel_ends_it()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket origin;
        using (RawClient client = await RawClient.ConnectAsync(proxy.Url))
        {
            await client.WriteAsync($"CONNECT {listener.LocalEndPoint} HTTP/1.1\r\nHost: {listener.LocalEndPoint}\r\n\r\n");
            origin = await listener.AcceptAsync(cancel);
            await client.ReadAsync(12);
        }

        using (origin)
        {
            Assert.Equal(0, await origin.ReceiveAsync(new byte[100], cancel));
        }
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false, 501)]
    [InlineData(true, 403)]
    public async Task Tunnels_lead_where_the_options_allow(bool tunnels, int status)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync(options => options with { Tunnels = tunnels, TunnelPorts = [443] });

        Assert.Equal(status, (await proxy.AskAsync("CONNECT 127.0.0.1:25 HTTP/1.1\r\nHost: 127.0.0.1:25\r\n\r\n")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task Max_Forwards_is_counted_down_and_ends_at_the_proxy()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        Uri target = proxy.Origin.At("/a");

        await proxy.AskAsync($"OPTIONS {target} HTTP/1.1\r\nHost: x\r\nMax-Forwards: 3\r\n\r\n");
        await proxy.AskAsync($"OPTIONS {target} HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\n\r\n");
        RawResponse trace = await proxy.AskAsync($"TRACE {target} HTTP/1.1\r\nHost: x\r\nMax-Forwards: 0\r\nX-A: 1\r\nAuthorization: secret\r\n\r\n");

        Assert.Equal("2", Assert.Single(proxy.Origin.Requests)["Max-Forwards"]);
        Assert.Equal((200, "message/http"), (trace.Status, trace["Content-Type"]));
        Assert.Contains("X-A: 1", trace.Body, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", trace.Body, StringComparison.Ordinal);
    }
}
