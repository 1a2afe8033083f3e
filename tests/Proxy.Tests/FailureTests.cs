using System.Net;
using System.Net.Sockets;
using Freshet.Caching;
using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class FailureTests
{
    private static readonly (string, string)[] Fresh = [("Cache-Control", "max-age=60"), ("ETag", "\"1\"")];

    [Fact(Timeout = 30_000)]
    public async Task Who_accepts_no_connection_is_a_bad_gateway()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        await proxy.Origin.DisposeAsync();

        RawResponse response = await proxy.GetAsync("/a");

        Assert.Equal((502, "text/plain; charset=utf-8", "no-store"), (response.Status, response["Content-Type"], response["Cache-Control"]));
        Assert.Contains(proxy.Origin.Url.Authority, response.Body, StringComparison.Ordinal);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("nonsense\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Len")]
    [InlineData("")]
    public async Task A_response_that_is_none_is_a_bad_gateway(string answer)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync(answer);
            exchange.Close();
        });

        Assert.Equal(502, (await proxy.GetAsync("/a")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task Who_does_not_answer_in_time_is_a_gateway_time_out()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync(
            options => options with { Limits = new FetchLimits { HeadTimeout = TimeSpan.FromSeconds(20) } });
        proxy.Origin.Map("/a", exchange => exchange.HangAsync());

        Task<RawResponse> asking = proxy.GetAsync("/a");
        await proxy.Origin.WhenRequestsAsync(1, TestContext.Current.CancellationToken);
        proxy.Time.Advance(TimeSpan.FromSeconds(21));

        Assert.Equal(504, (await asking).Status);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("max-age=60", 200)]
    [InlineData("max-age=60, must-revalidate", 504)]
    [InlineData("s-maxage=60", 504)]
    public async Task A_stale_response_stands_in_for_a_dead_origin_unless_it_forbids_that(string control, int status)
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", "hello", ("Cache-Control", control));
        await proxy.GetAsync("/a");
        proxy.Time.Advance(TimeSpan.FromMinutes(5));
        await proxy.Origin.DisposeAsync();

        Assert.Equal(status, (await proxy.GetAsync("/a")).Status);
    }

    [Fact(Timeout = 30_000)]
    public async Task Only_if_cached_asks_no_origin()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();

        Assert.Equal(504, (await proxy.GetAsync("/a", "Cache-Control: only-if-cached")).Status);
        Assert.Empty(proxy.Origin.Requests);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_body_cut_short_ends_the_connection_and_is_not_stored()
    {
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        proxy.Origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\nCache-Control: max-age=60\r\n\r\n" + new string('x', 50000));
            exchange.Close();
        });

        await Assert.ThrowsAnyAsync<IOException>(() => proxy.GetAsync("/a"));
        proxy.Origin.Map("/a", "whole", Fresh);

        Assert.Equal("whole", (await proxy.GetAsync("/a")).Body);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_client_that_leaves_ends_its_request_to_the_origin()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ForwardAsync();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        Socket origin;
        using (RawClient client = await RawClient.ConnectAsync(proxy.Url))
        {
            await client.WriteAsync($"GET http://{listener.LocalEndPoint}/ HTTP/1.1\r\nHost: x\r\n\r\n");
            origin = await listener.AcceptAsync(cancel);
        }

        using (origin)
        {
            byte[] buffer = new byte[4096];
            while (await origin.ReceiveAsync(buffer, cancel) > 0)
            {
            }
        }
    }
}
