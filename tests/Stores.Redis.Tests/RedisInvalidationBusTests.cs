using System.Collections.Concurrent;
using Freshet.Storage;
using Freshet.Tests.Kit;
using StackExchange.Redis;

namespace Freshet.Stores.Tests;

public sealed class RedisInvalidationBusTests : IAsyncLifetime
{
    private static readonly StoreChange Everything = new StoreChange.Cleared("");
    private readonly List<RedisInvalidationBus> buses = [];
    private RedisServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServer.Missing is not null, RedisServer.Missing ?? "");
        server = await RedisServer.StartAsync(keeps: true, cancellationToken: Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (RedisInvalidationBus bus in buses)
        {
            await bus.DisposeAsync();
        }

        await (server?.DisposeAsync() ?? default);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_one_publishes_the_others_hear_in_order_and_it_itself_does_not()
    {
        (RedisInvalidationBus one, Heard heardByOne) = await OpenAsync();
        (RedisInvalidationBus two, Heard heardByTwo) = await OpenAsync();
        StoreChange[] changes = [new StoreChange.Changed("a"), new StoreChange.Cleared("p/"), new StoreChange.Changed("é\0"), Everything];
        foreach (StoreChange change in changes)
        {
            one.Publish(change);
        }

        await one.FlushAsync(Cancel);
        await two.CatchUpAsync(Cancel);
        await one.CatchUpAsync(Cancel);
        Assert.Equal(changes, heardByTwo.Take());
        Assert.Empty(heardByOne.Take());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_message_arrives_without_anybody_asking()
    {
        (RedisInvalidationBus one, _) = await OpenAsync();
        (_, Heard heard) = await OpenAsync(interval: TimeSpan.FromHours(1));
        one.Publish(new StoreChange.Changed("key"));
        while (heard.IsEmpty)
        {
            await Task.Delay(1, Cancel);
        }

        Assert.Equal([new StoreChange.Changed("key")], heard.Take());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_listener_begins_with_everything_changed()
    {
        RedisInvalidationBus bus = Make();
        Heard heard = new();
        using IDisposable subscription = bus.Subscribe(heard);
        await bus.CatchUpAsync(Cancel);
        await bus.CatchUpAsync(Cancel);
        Assert.True(heard.Take() is [] or [StoreChange.Cleared { Prefix: "" }]);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_was_published_while_Redis_was_away_is_heard_when_it_is_back()
    {
        (RedisInvalidationBus one, _) = await OpenAsync();
        (RedisInvalidationBus two, Heard heard) = await OpenAsync();
        await server.KillAsync();
        StoreChange[] changes = [.. Enumerable.Range(0, 600).Select(i => new StoreChange.Changed($"{i}"))];
        foreach (StoreChange change in changes)
        {
            one.Publish(change);
        }

        Assert.False(one.FlushAsync(Cancel).IsCompleted);
        await server.StartAgainAsync(Cancel);
        await one.FlushAsync(Cancel);
        await two.CatchUpAsync(Cancel);
        Assert.Equal(changes, heard.Take().Distinct());
    }

    [Fact(Timeout = 60_000)]
    public async Task Who_is_too_far_behind_is_told_that_everything_changed()
    {
        (RedisInvalidationBus one, _) = await OpenAsync();
        (RedisInvalidationBus two, Heard heard) = await OpenAsync();
        using ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(server.EndPoint);
        byte[] stream = [.. "freshet:"u8, 0xFF, .. "bus"u8];
        await client.GetDatabase().ScriptEvaluateAsync(
            "for i = 1, 500 do redis.call('XADD', KEYS[1], 'MAXLEN', '~', 100, '*', 's', 'another', 'k', i) end", [stream]);
        await two.CatchUpAsync(Cancel);
        Assert.Equal([Everything], heard.Take());
        one.Publish(new StoreChange.Changed("after"));
        await one.FlushAsync(Cancel);
        await two.CatchUpAsync(Cancel);
        Assert.Equal([new StoreChange.Changed("after")], heard.Take());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_server_that_lost_its_data_has_everything_changed()
    {
        (RedisInvalidationBus one, _) = await OpenAsync();
        (RedisInvalidationBus two, Heard heard) = await OpenAsync();
        await server.CommandAsync("flushall");
        one.Publish(new StoreChange.Changed("key"));
        await one.FlushAsync(Cancel);
        await two.CatchUpAsync(Cancel);
        Assert.Contains(Everything, heard.Take());
    }

    [Fact(Timeout = 60_000)]
    public async Task More_than_can_wait_becomes_one_message()
    {
        (RedisInvalidationBus one, _) = await OpenAsync();
        (RedisInvalidationBus two, Heard heard) = await OpenAsync();
        RedisInvalidationBus small = Make(unsent: 10);
        await small.CatchUpAsync(Cancel);
        server.Pause();
        for (int i = 0; i < 1_000; i++)
        {
            small.Publish(new StoreChange.Changed($"{i}"));
        }

        server.Resume();
        await small.FlushAsync(Cancel);
        await two.CatchUpAsync(Cancel);
        StoreChange[] all = heard.Take();
        Assert.Contains(Everything, all);
        Assert.InRange(all.Length, 1, 600);
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_a_server_it_waits_and_says_so_once()
    {
        await server.KillAsync();
        RedisInvalidationBus bus = Make();
        StoreLog log = new();
        bus.Observe(log);
        bus.Publish(new StoreChange.Changed("key"));
        while (log.Lines.Length < 2)
        {
            await Task.Delay(10, Cancel);
        }

        await server.StartAgainAsync(Cancel);
        await bus.FlushAsync(Cancel);
        await bus.CatchUpAsync(Cancel);
        Assert.Equal(2, log.Lines.Length);
    }

    private async Task<(RedisInvalidationBus Bus, Heard Heard)> OpenAsync(int kept = 10_000, TimeSpan? interval = null)
    {
        RedisInvalidationBus bus = Make(kept, interval: interval);
        await bus.CatchUpAsync(Cancel);
        Heard heard = new();
        bus.Subscribe(heard);
        return (bus, heard);
    }

    private RedisInvalidationBus Make(int kept = 10_000, int unsent = 10_000, TimeSpan? interval = null)
    {
        RedisInvalidationBus bus = new(new RedisInvalidationBusOptions
        {
            Redis = new RedisStoreOptions { Configuration = server.EndPoint, ConnectTimeout = TimeSpan.FromSeconds(1) },
            MaxKept = kept,
            MaxUnsent = unsent,
            Interval = interval ?? TimeSpan.FromMilliseconds(200),
        });
        buses.Add(bus);
        return bus;
    }

    private sealed class Heard : IInvalidationListener
    {
        private readonly ConcurrentQueue<StoreChange> changes = new();

        public bool IsEmpty => changes.IsEmpty;

        public ValueTask ChangedAsync(StoreChange change, CancellationToken cancellationToken = default)
        {
            changes.Enqueue(change);
            return default;
        }

        public StoreChange[] Take()
        {
            StoreChange[] all = [.. changes];
            changes.Clear();
            return all;
        }
    }
}
