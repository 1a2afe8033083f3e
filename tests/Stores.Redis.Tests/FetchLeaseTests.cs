using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Storage;
using Freshet.Tests.Kit;

namespace Freshet.Stores.Tests;

/// <summary>Two caches as on two machines: memory of their own, Redis, bus and leases in common.</summary>
public sealed class FetchLeaseTests : IAsyncLifetime
{
    private readonly LoopbackOrigin origin = new();
    private readonly FakeTime time = new(DateTimeOffset.UtcNow);
    private readonly HttpFetcher whole;
    private readonly HttpFetcher streaming;
    private RedisServer server = null!;
    private TieredMachine[] machines = [];
    private HttpCache[] caches = [];

    public FetchLeaseTests()
    {
        whole = new HttpFetcher(time: time);
        streaming = new HttpFetcher(time: time) { IsStreaming = true };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        server = await RedisServer.StartAsync(cancellationToken: Cancel);
        machines = [await TieredMachine.StartAsync(server.EndPoint, soft: null), await TieredMachine.StartAsync(server.EndPoint, soft: null)];
        caches = [Make(machines[0]), Make(machines[1])];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (HttpCache cache in caches)
        {
            await cache.DisposeAsync();
        }

        foreach (TieredMachine machine in machines)
        {
            await machine.DisposeAsync();
        }

        await (server?.DisposeAsync() ?? default);
        await origin.DisposeAsync();
        whole.Dispose();
        streaming.Dispose();
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Machines_that_miss_at_once_ask_the_origin_once(bool streamed)
    {
        TaskCompletionSource all = new();
        origin.Map("/page", async exchange =>
        {
            await all.Task;
            await exchange.SendAsync(200, "the page", ("Cache-Control", "max-age=60"));
        });
        Task<string>[] asked = [.. Enumerable.Range(0, 40).Select(i => GetAsync(caches[i % 2], "/page", streamed))];
        await origin.WhenRequestsAsync(1, Cancel);
        all.SetResult();
        Assert.All(await Task.WhenAll(asked), body => Assert.Equal("the page", body));
        Assert.Single(origin.Requests);
    }

    [Theory(Timeout = 60_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_stale_in_the_memory_of_both_is_revalidated_once(bool streamed)
    {
        origin.Map("/page", exchange => exchange.Request["If-None-Match"] is null
            ? exchange.SendAsync(200, "the page", ("Cache-Control", "max-age=60"), ("ETag", "\"1\""))
            : exchange.SendAsync(304, "", ("Cache-Control", "max-age=60"), ("ETag", "\"1\"")));
        foreach (HttpCache cache in caches)
        {
            await GetAsync(cache, "/page", streamed);
            await GetAsync(cache, "/page", streamed);
        }

        time.Advance(TimeSpan.FromSeconds(61));
        origin.ForgetRequests();
        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => GetAsync(caches[i % 2], "/page", streamed)));
        Assert.NotNull(Assert.Single(origin.Requests)["If-None-Match"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lease_that_nobody_gives_back_is_not_waited_for_longer_than_said()
    {
        origin.Map("/page", "the page", ("Cache-Control", "max-age=60"));
        await using HttpCache impatient = Make(machines[0], TimeSpan.Zero);
        await using ILease? other = await machines[1].Redis.TryAcquireAsync(new Exchange(RequestHead.Get(origin.At("/page"))).Key, TimeSpan.FromMinutes(1), Cancel);
        Assert.NotNull(other);
        Assert.Equal("the page", await GetAsync(impatient, "/page", false));
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_the_store_of_leases_each_machine_asks_for_itself()
    {
        origin.Map("/page", "the page", ("Cache-Control", "max-age=60"));
        await server.KillAsync();
        List<CacheEvent> events = [];
        using IDisposable subscription = caches[0].Events.Subscribe(new Observer(events));
        Assert.Equal("the page", await GetAsync(caches[0], "/page", false));
        Assert.Equal("the page", await GetAsync(caches[1], "/page", true));
        await caches[0].Events.DrainAsync();
        Assert.Contains(events, e => e is StoreEvent.TierFailed { Operation: "lease" });
        await server.StartAgainAsync(Cancel);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_failure_of_one_machine_leaves_the_turn_to_the_next()
    {
        int count = 0;
        origin.Map("/page", async exchange =>
        {
            if (Interlocked.Increment(ref count) == 1)
            {
                await exchange.WriteAsync("this is not HTTP\r\n\r\n");
                exchange.Close();
                return;
            }

            await exchange.SendAsync(200, "the page", ("Cache-Control", "max-age=60"));
        });
        await Assert.ThrowsAnyAsync<Exception>(() => GetAsync(caches[0], "/page", false));
        Assert.Equal("the page", await GetAsync(caches[1], "/page", false));
    }

    private HttpCache Make(TieredMachine machine, TimeSpan? wait = null) => new(
        machine.Store,
        new HttpCacheOptions { Leases = new FetchLeaseOptions { Store = machine.Redis, MaxWait = wait ?? TimeSpan.FromSeconds(50) } },
        time);

    private async Task<string> GetAsync(HttpCache cache, string path, bool streamed)
    {
        Exchange exchange = new(RequestHead.Get(origin.At(path))) { IsStreamed = streamed };
        using Exchange done = await cache.SendAsync(exchange, streamed ? streaming : whole, Cancel);
        if (done.Failure is { } failure)
        {
            throw failure;
        }

        using StreamReader reader = new(done.OpenBody());
        return await reader.ReadToEndAsync(Cancel);
    }

    private sealed class Observer(List<CacheEvent> events) : IObserver<CacheEvent>
    {
        public void OnCompleted()
        {
        }

        public void OnError(Exception error)
        {
        }

        public void OnNext(CacheEvent value) => events.Add(value);
    }
}
