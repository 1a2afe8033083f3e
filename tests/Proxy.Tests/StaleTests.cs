using Freshet.Tests.Kit;

namespace Freshet.Proxies;

public sealed class StaleTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_stale_response_answers_while_the_fresh_one_is_fetched_behind_it()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        int edition = 0;
        proxy.Origin.Map("/a", async exchange =>
        {
            int sent = Interlocked.Increment(ref edition);
            await exchange.WriteAsync("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n");
            await exchange.SendAsync(200, $"{sent}", ("Cache-Control", "max-age=10, stale-while-revalidate=60"));
        });
        using (RawClient client = await RawClient.ConnectAsync(proxy.Url))
        {
            await client.WriteAsync("GET /a HTTP/1.1\r\nHost: x\r\n\r\n");
            Assert.Equal((103, "1"), ((await client.ReadAsync()).Status, (await client.ReadAsync()).Body));
        }

        proxy.Time.Advance(TimeSpan.FromSeconds(20));

        RawResponse stale = await proxy.GetAsync("/a");
        await proxy.Origin.WhenRequestsAsync(2, cancel);
        RawResponse next = await proxy.GetAsync("/a");
        while (next.Body != "2")
        {
            await Task.Yield();
            next = await proxy.GetAsync("/a");
        }

        Assert.Equal((200, "1"), (stale.Status, stale.Body));
        Assert.Equal(2, proxy.Origin.Requests.Count);
    }

    [Fact(Timeout = 60_000)]
    public async Task Many_clients_at_once_are_one_request_to_the_origin()
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using ProxyUnderTest proxy = await ProxyUnderTest.ReverseAsync();
        TaskCompletionSource go = new();
        proxy.Origin.Map("/a", async exchange =>
        {
            await go.Task;
            await exchange.SendAsync(200, new string('x', 100_000), ("Cache-Control", "max-age=60"));
        });

        Task<RawResponse>[] asking = [.. Enumerable.Range(0, 100).Select(_ => proxy.GetAsync("/a"))];
        await proxy.Origin.WhenRequestsAsync(1, cancel);
        go.SetResult();
        RawResponse[] responses = await Task.WhenAll(asking);

        Assert.All(responses, response => Assert.Equal((200, 100_000), (response.Status, response.Body.Length)));
        Assert.Single(proxy.Origin.Requests);
    }
}
