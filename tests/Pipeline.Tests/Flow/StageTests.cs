using System.Threading.Channels;
using Freshet.Flows;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Flows;

public sealed class StageTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task Fused_stages_transform_in_order() =>
        Assert.Equal(["2", "2", "4", "4"], await Source.From([1, 2, 3, 4]).Filter(n => n % 2 == 0)
            .FlatMap(n => new[] { n, n }).Map(n => $"{n}").CollectAsync(cancellationToken: Token));

    [Theory(Timeout = 30_000)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(64)]
    public async Task An_ordered_parallel_map_keeps_the_order(int parallelism)
    {
        List<int> results = await Source.From(Enumerable.Range(0, 5000)).MapAsync(async n =>
        {
            for (int i = n * 7 % 5; i > 0; i--)
            {
                await Task.Yield();
            }

            return n;
        }, parallelism, ordered: true).CollectAsync(new FlowOptions { Capacity = 3 }, Token);

        Assert.Equal(Enumerable.Range(0, 5000), results);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_parallel_map_works_on_as_many_items_at_a_time_as_it_says()
    {
        int active = 0;
        int most = 0;
        TaskCompletionSource full = new();
        await Source.From(Enumerable.Range(0, 200)).MapAsync(async n =>
        {
            int now = Interlocked.Increment(ref active);
            InterlockedMax(ref most, now);
            if (now == 16)
            {
                full.TrySetResult();
            }

            await full.Task;
            await Task.Yield();
            Interlocked.Decrement(ref active);
            return n;
        }, 16).CollectAsync(cancellationToken: Token);

        Assert.Equal(16, most);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_synchronous_function_is_never_called_twice_at_a_time()
    {
        int inside = 0;
        List<int> seen = [];
        List<int> results = await Source.From(Enumerable.Range(0, 20_000)).Map(n => n, parallelism: 4).Map(n =>
        {
            Assert.Equal(1, ++inside);
            seen.Add(n);
            inside--;
            return n;
        }).CollectAsync(cancellationToken: Token);

        Assert.Equal(20_000, results.Count);
        Assert.Equal(results.Order(), seen.Order());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_failing_item_flows_on_as_a_value()
    {
        List<string> results = await Source.From([1, 2, 3])
            .TryMapAsync(async n => { await Task.Yield(); return n == 2 ? throw new FormatException("two") : n * 10; }, ordered: true)
            .Map(a => a.Match(ok => $"{ok}", (n, error) => $"{n}: {error.Message}"))
            .CollectAsync(cancellationToken: Token);

        Assert.Equal(["10", "2: two", "30"], results);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_batch_is_full_or_late()
    {
        FakeTime time = new();
        Channel<int> input = Channel.CreateUnbounded<int>();
        await using FlowOutput<int[]> output = Source.From(input.Reader).Batch(3, TimeSpan.FromSeconds(1))
            .RunToChannel(new FlowOptions { Time = time }, Token);

        Assert.All([1, 2, 3, 4], n => Assert.True(input.Writer.TryWrite(n)));
        Assert.Equal(new[] { 1, 2, 3 }, (IEnumerable<int>)await Next(output.Reader));
        await time.WhenTimersAsync(1, Token);
        Assert.False(output.Reader.TryRead(out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(new[] { 4 }, (IEnumerable<int>)await Next(output.Reader));
        input.Writer.TryWrite(5);
        input.Writer.Complete();
        Assert.Equal(new[] { 5 }, (IEnumerable<int>)await Next(output.Reader));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_branch_that_is_slow_does_not_hold_back_the_other()
    {
        TaskCompletionSource gate = new();
        await using FlowOutput<int> output = Source.From(Enumerable.Range(0, 40))
            .Branch(n => n % 4 == 0, Stage.MapAsync<int, int>(async n => { await gate.Task; return n; }), Stage.Of<int>())
            .RunToChannel(new FlowOptions { Capacity = 64 }, Token);

        List<int> fast = [];
        while (fast.Count < 30)
        {
            fast.Add(await Next(output.Reader));
        }

        Assert.All(fast, n => Assert.NotEqual(0, n % 4));
        gate.SetResult();
        List<int> slow = [];
        await foreach (int n in output.Reader.ReadAllAsync(Token))
        {
            slow.Add(n);
        }

        Assert.Equal(Enumerable.Range(0, 10).Select(n => n * 4), slow);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_route_by_key_sends_every_item_its_way()
    {
        Dictionary<string, Stage<int, string>> ways = new()
        {
            ["even"] = Stage.Map<int, string>(n => $"e{n}"),
            ["odd"] = Stage.MapAsync<int, string>(async n => { await Task.Yield(); return $"o{n}"; }, 3),
        };

        List<string> results = await Source.From(Enumerable.Range(0, 6)).Route(n => n % 2 == 0 ? "even" : "odd", ways)
            .CollectAsync(cancellationToken: Token);

        Assert.Equal(["e0", "e2", "e4", "o1", "o3", "o5"], results.Order());
        FlowException error = await Assert.ThrowsAsync<FlowException>(
            () => Source.From([1]).Route(n => "neither", ways).CollectAsync(cancellationToken: Token));
        Assert.Contains("neither", error.Message);
    }

    [Fact(Timeout = 30_000)]
    public async Task Taking_some_items_ends_a_flow_whose_source_is_endless_or_idle()
    {
        Assert.Equal([0, 1, 2], await Source.From(Endless()).Take(3).CollectAsync(cancellationToken: Token));
        Channel<int> idle = Channel.CreateUnbounded<int>();
        idle.Writer.TryWrite(9);
        Assert.Equal([9], await Source.From(idle.Reader).MapAsync(n => ValueTask.FromResult(n), 4).Take(1).CollectAsync(cancellationToken: Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task What_goes_also_to_a_sink_goes_on_as_well()
    {
        List<int> side = [];
        Assert.Equal([1, 2, 3], await Source.From([1, 2, 3]).AlsoTo(Sink.ForEach<int>(side.Add).Buffered(1)).CollectAsync(cancellationToken: Token));
        Assert.Equal([1, 2, 3], side);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stage_over_channels_runs_in_a_flow_and_a_made_stage_runs_over_channels()
    {
        Stage<int, int> pairs = Stage.Create<int, int>(async (input, output, context) =>
        {
            int last = 0;
            await foreach (int n in input.ReadAllAsync(context.Cancellation))
            {
                await output.WriteAsync(n + last, context.Cancellation);
                last = n;
            }
        });
        Assert.Equal([2, 6, 10], await Source.From([1, 2, 3]).Map(n => n * 2).Via(pairs).Filter(_ => true).CollectAsync(cancellationToken: Token));

        Channel<int> from = Channel.CreateUnbounded<int>();
        Channel<int> to = Channel.CreateUnbounded<int>();
        from.Writer.TryWrite(4);
        from.Writer.Complete();
        await Stage.Map<int, int>(n => n + 1).RunAsync(from.Reader, to.Writer, new StageContext(cancellationToken: Token));
        Assert.True(to.Reader.TryRead(out int five));
        Assert.Equal(5, five);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stage_of_asynchronous_sequences_takes_the_operators_of_the_base_library() =>
        Assert.Equal([0, 2, 4], await Source.From(Endless()).Via(Stage.Through<int, int>(items => items.Where(n => n % 2 == 0).Take(3)))
            .CollectAsync(cancellationToken: Token));

    internal static IEnumerable<int> Endless()
    {
        for (int n = 0; ; n++)
        {
            yield return n;
        }
    }

    private static async Task<T> Next<T>(ChannelReader<T> reader) =>
        await reader.WaitToReadAsync(Token) && reader.TryRead(out T? item) ? item : throw new InvalidOperationException("No item.");

    private static void InterlockedMax(ref int most, int value)
    {
        int seen = Volatile.Read(ref most);
        while (value > seen && Interlocked.CompareExchange(ref most, value, seen) is var was && was != seen)
        {
            seen = was;
        }
    }
}
