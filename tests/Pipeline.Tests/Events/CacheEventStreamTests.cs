using System.Reactive.Linq;
using Freshet.Events;

namespace Freshet.Tests.Events;

public sealed class CacheEventStreamTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_subscriber_gets_every_event_in_order()
    {
        var stream = new CacheEventStream(1024);
        var got = new List<string>();
        using var subscription = stream.Subscribe(item => got.Add(item.Key));
        for (var i = 0; i < 1000; i++)
        {
            stream.Publish(Stored(i));
        }

        await stream.DrainAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), got);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_slow_subscriber_loses_events_that_are_counted_and_holds_nobody_up()
    {
        var stream = new CacheEventStream(10);
        var release = new ManualResetEventSlim();
        var slow = 0;
        using var blocked = stream.Subscribe(_ =>
        {
            release.Wait();
            slow++;
        });
        for (var i = 0; i < 1000; i++)
        {
            stream.Publish(Stored(i));
        }

        Assert.InRange(stream.Dropped, 985, 995);
        release.Set();
        await stream.DrainAsync();
        Assert.Equal(1000, slow + stream.Dropped);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_subscriber_that_throws_loses_its_subscription_and_no_other_does()
    {
        var stream = new CacheEventStream(100);
        var got = 0;
        using var broken = stream.Subscribe(_ => throw new InvalidOperationException());
        using var sound = stream.Subscribe(_ => got++);
        stream.Publish(Stored(1));
        await stream.DrainAsync();
        stream.Publish(Stored(2));
        await stream.DrainAsync();
        Assert.Equal(2, got);
    }

    [Fact(Timeout = 30_000)]
    public async Task The_end_of_the_cache_completes_subscribers_early_and_late()
    {
        var stream = new CacheEventStream(100);
        var early = stream.Count().ToTask();
        stream.Publish(Stored(1));
        stream.Complete();
        Assert.Equal(1, await early);
        Assert.Equal(0, await stream.Count().ToTask());
    }

    [Fact(Timeout = 30_000)]
    public async Task Reactive_operators_work_on_it()
    {
        var stream = new CacheEventStream(100);
        var kinds = stream.GroupBy(item => item.Match(_ => "lookup", _ => "store", _ => "value")).SelectMany(group => group.Count().Select(n => (group.Key, n)))
            .ToList().ToTask();
        stream.Publish(Stored(1));
        stream.Publish(new LookupEvent.Miss("k", default, new Uri("http://a/"), 200, "NoStoredResponse"));
        stream.Publish(Stored(2));
        stream.Complete();
        Assert.Equal([("lookup", 1), ("store", 2)], (await kinds).Order());
    }

    [Fact]
    public void Without_subscribers_there_is_nothing_to_publish_to()
    {
        var stream = new CacheEventStream(10);
        Assert.False(stream.HasSubscribers);
        stream.Subscribe(_ => { }).Dispose();
        Assert.False(stream.HasSubscribers);
    }

    private static StoreEvent.Stored Stored(int i) => new($"{i}", default, i);
}

internal static class ObservableTasks
{
    public static Task<T> ToTask<T>(this IObservable<T> source) => System.Reactive.Threading.Tasks.TaskObservableExtensions.ToTask(source);
}
