using Freshet.Flows;

namespace Freshet.Tests.Flows;

public sealed class LoopTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_loop_visits_what_results_lead_to_and_ends()
    {
        Source<int> loop = Source.Loop(
            Source.From([1]), new MemoryLoopQueue<int>(), Stage.MapAsync<int, int>(Later, 8), n => Children(n, 1000));

        List<int> visited = await loop.CollectAsync(cancellationToken: Token);

        Assert.Equal(Enumerable.Range(1, 1000), visited.Order());
    }

    [Fact(Timeout = 30_000)]
    public async Task A_loop_whose_body_drops_multiplies_batches_and_branches_still_ends()
    {
        CountingQueue queue = new();
        Stage<int, int> body = Stage.Of<int>()
            .Branch(n => n % 3 == 0, Stage.Of<int>().Filter(n => n % 2 == 0), Stage.MapAsync<int, int>(Later, 4, ordered: true))
            .FlatMap(n => Enumerable.Repeat(n, n % 4))
            .AlsoTo(Sink.ForEachAsync<int>(async _ => await Task.Yield(), 2))
            .Batch(3, TimeSpan.FromMilliseconds(1))
            .FlatMap(batch => batch)
            .Divert(n => n % 7 == 0, Sink.Ignore<int>());

        List<int> results = await Source.Loop(Source.From(Enumerable.Range(1, 50)), queue, body, n => n < 2000 ? [n * 4 + 1] : [])
            .CollectAsync(cancellationToken: Token);

        Assert.NotEmpty(results);
        Assert.Equal(queue.Taken, queue.Completed);
        Assert.Equal(queue.Taken, queue.Added);
        Assert.Equal(0, queue.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_loop_without_seeds_ends() =>
        Assert.Empty(await Source.Loop(Source.From<int>([]), new MemoryLoopQueue<int>(), Stage.Of<int>()).CollectAsync(cancellationToken: Token));

    [Fact(Timeout = 30_000)]
    public async Task A_loop_without_seeds_does_what_was_queued_before()
    {
        MemoryLoopQueue<int> queue = new();
        await queue.AddAsync(7, Token);

        Assert.Equal([7], await Source.Loop(Source.From<int>([]), queue, Stage.Of<int>()).CollectAsync(cancellationToken: Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_growing_loop_never_deadlocks_behind_full_queues()
    {
        // Each result leads to three more, and every queue of the body holds one item.
        Stage<int, int> body = Stage.MapAsync<int, int>(Later, 2).MapAsync(Later, 2).Map(n => n);
        Source<int> loop = Source.Loop(Source.From([0]), new MemoryLoopQueue<int>(), body, n => n < 5000 ? [n * 3 + 1, n * 3 + 2, n * 3 + 3] : [], 1);

        List<int> all = await loop.CollectAsync(new FlowOptions { Capacity = 1 }, Token);

        Assert.Equal(15_001, all.Count);
        Assert.Equal(all.Count, all.Distinct().Count());
    }

    [Fact(Timeout = 30_000)]
    public async Task Stopping_a_loop_lets_what_is_in_flight_finish_and_leaves_the_rest_queued()
    {
        CountingQueue queue = new();
        TaskCompletionSource started = new();
        TaskCompletionSource gate = new();
        Stage<int, int> body = Stage.MapAsync<int, int>(async n =>
        {
            started.TrySetResult();
            await gate.Task;
            return n;
        }, 4);
        List<int> results = [];
        await using FlowRun run = Source.Loop(Source.From(Enumerable.Range(0, 100)), queue, body, n => [n + 1000], 4)
            .To(Sink.ForEach<int>(results.Add)).Run(cancellationToken: Token);
        await started.Task;

        run.Stop();
        gate.SetResult();
        await run.Completion;

        Assert.InRange(results.Count, 1, 4);
        Assert.Equal(results.Count, queue.Completed);
        Assert.Equal(queue.Taken, queue.Completed);
        Assert.Equal(queue.Added, queue.Taken + queue.Count);
    }

    [Fact(Timeout = 30_000)]
    public async Task Taking_enough_ends_an_endless_loop()
    {
        CountingQueue queue = new();
        List<int> some = await Source.Loop(Source.From([1, 2, 3]), queue, Stage.MapAsync<int, int>(Later, 3), n => [n + 1, n + 2])
            .Take(100).CollectAsync(cancellationToken: Token);

        Assert.Equal(100, some.Count);
        Assert.InRange(queue.Completed, 1, 100);
    }

    [Fact(Timeout = 30_000)]
    public async Task Cancelling_a_loop_completes_no_item_that_was_in_flight()
    {
        CountingQueue queue = new();
        TaskCompletionSource started = new();
        FlowRun run = Source.Loop(Source.From([1]), queue, Stage.MapAsync<int, int>(async (n, token) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return n;
        })).To(Sink.Ignore<int>()).Run(cancellationToken: Token);
        await started.Task;

        await run.DisposeAsync();

        Assert.True(run.Completion.IsCanceled);
        Assert.Equal((1, 0), (queue.Taken, queue.Completed));
    }

    [Fact]
    public void A_body_that_can_lose_count_is_refused()
    {
        Stage<int, int> loses = Stage.Create<int, int>(async (input, output, context) =>
        {
            await foreach (int n in input.ReadAllAsync(context.Cancellation))
            {
                await output.WriteAsync(n);
            }
        }).Named("loses");

        ArgumentException error = Assert.Throws<ArgumentException>(
            () => Source.Loop(Source.From([1]), new MemoryLoopQueue<int>(), Stage.Of<int>().Via(loses)));

        Assert.Contains("IsOneToOne", error.Message);
        Assert.Throws<ArgumentException>(
            () => Source.Loop(Source.From([1]), new MemoryLoopQueue<int>(), Stage.Of<int>().Batch(2).FlatMap(b => b)));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_one_to_one_stage_over_channels_stands_in_a_body()
    {
        List<int> visited = await Source.Loop(Source.From([1]), new MemoryLoopQueue<int>(), new OneToOne(), n => Children(n, 500))
            .CollectAsync(cancellationToken: Token);

        Assert.Equal(Enumerable.Range(1, 500), visited.Order());
    }

    [Theory(Timeout = 30_000)]
    [InlineData(0)]
    [InlineData(2)]
    public async Task A_stage_that_breaks_its_promise_to_be_one_to_one_breaks_the_flow(int writes)
    {
        FlowException error = await Assert.ThrowsAsync<FlowException>(() => Source.Loop(
            Source.From([1]), new MemoryLoopQueue<int>(), new OneToOne(writes)).CollectAsync(cancellationToken: Token));

        Assert.Equal("OneToOne", error.Faults[0].Stage);
        Assert.Contains("one-to-one", error.Message);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_queue_that_throws_breaks_the_flow_under_the_name_of_the_loop()
    {
        FlowException error = await Assert.ThrowsAsync<FlowException>(() => Source.Loop(
                Source.From([1]), new CountingQueue { OnComplete = () => throw new IOException("disk") }, Stage.MapAsync<int, int>(Later))
            .Named("frontier").CollectAsync(cancellationToken: Token));

        Assert.Equal("frontier", Assert.Single(error.Faults).Stage);
    }

    private static async Task<int> Later(int n)
    {
        if (n % 5 == 0)
        {
            await Task.Yield();
        }

        return n;
    }

    private static IEnumerable<int> Children(int n, int limit) => new[] { 2 * n, 2 * n + 1 }.Where(c => c <= limit);

    private sealed class OneToOne(int writes = 1) : Stage<int, int>
    {
        public override bool IsOneToOne => true;

        public override async Task RunAsync(
            System.Threading.Channels.ChannelReader<int> input, System.Threading.Channels.ChannelWriter<int> output, StageContext context)
        {
            await foreach (int n in input.ReadAllAsync(context.Cancellation))
            {
                for (int i = 0; i < writes; i++)
                {
                    await output.WriteAsync(n, context.Cancellation);
                }

                if (writes == 0)
                {
                    return;
                }
            }
        }
    }

    private sealed class CountingQueue : ILoopQueue<int, int>
    {
        private readonly MemoryLoopQueue<int> inner = new();
        private int added;
        private int taken;
        private int completed;

        public Action OnComplete { get; init; } = () => { };

        public int Added => added;

        public int Taken => taken;

        public int Completed => completed;

        public long Count => inner.Count;

        public ValueTask AddAsync(int item, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref added);
            return inner.AddAsync(item, cancellationToken);
        }

        public async ValueTask<int> TakeAsync(CancellationToken cancellationToken = default)
        {
            int item = await inner.TakeAsync(cancellationToken);
            Interlocked.Increment(ref taken);
            return item;
        }

        public ValueTask CompleteAsync(int lease, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref completed);
            OnComplete();
            return default;
        }
    }
}
