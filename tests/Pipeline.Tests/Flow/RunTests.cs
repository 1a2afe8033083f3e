using System.Threading.Channels;
using Freshet.Flows;

namespace Freshet.Tests.Flows;

public sealed class RunTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_blueprint_runs_nothing_until_it_is_run_and_may_run_many_times()
    {
        int calls = 0;
        List<int> results = [];
        Flow flow = Source.From([1, 2, 3]).Tap(_ => Interlocked.Increment(ref calls)).To(Sink.ForEach<int>(results.Add));
        Assert.Equal(0, calls);

        await flow.RunAsync(cancellationToken: Token);
        await flow.RunAsync(cancellationToken: Token);

        Assert.Equal(6, calls);
        Assert.Equal([1, 2, 3, 1, 2, 3], results);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_broken_stage_ends_the_flow_and_is_named()
    {
        TaskCompletionSource gate = new();
        FlowRun run = Source.From(StageTests.Endless())
            .MapAsync(async (n, token) => { await Task.Delay(n < 4 ? Timeout.Infinite : 0, token); return n; }, 8).Named("fetch")
            .Map(n => n == 10 ? throw new FormatException("ten") : n).Named("parse")
            .To(Sink.Ignore<int>()).Run(cancellationToken: Token);

        FlowException error = await Assert.ThrowsAsync<FlowException>(() => run.Completion);

        Assert.Equal("parse", Assert.Single(error.Faults).Stage);
        Assert.IsType<FormatException>(error.InnerException);
        Assert.Contains("'parse'", error.Message);
        Assert.Contains("ten", error.Message);
    }

    [Fact(Timeout = 30_000)]
    public async Task Every_fault_is_reported()
    {
        using Barrier both = new(2);
        Flow one = Source.From([1]).MapAsync(async n => { await Task.Yield(); both.SignalAndWait(Token); return n == 1 ? throw new FormatException("a") : n; })
            .Named("left").To(Sink.Ignore<int>());
        Flow two = Source.From([1]).MapAsync(async n => { await Task.Yield(); both.SignalAndWait(Token); return n == 1 ? throw new FormatException("b") : n; })
            .Named("right").To(Sink.Ignore<int>());

        FlowException error = await Assert.ThrowsAsync<FlowException>(() => Flow.Together(one, two).RunAsync(cancellationToken: Token));

        Assert.Equal(["left", "right"], error.Faults.Select(f => f.Stage).Order());
        Assert.IsType<AggregateException>(error.InnerException);
    }

    [Fact(Timeout = 30_000)]
    public async Task Stopping_takes_nothing_more_in_and_drains_what_is_in_flight()
    {
        Channel<int> input = Channel.CreateUnbounded<int>();
        TaskCompletionSource gate = new();
        TaskCompletionSource arrived = new();
        List<int> results = [];
        await using FlowRun run = Source.From(input.Reader).MapAsync(async n =>
        {
            arrived.TrySetResult();
            await gate.Task;
            return n;
        }).To(Sink.ForEach<int>(results.Add)).Run(cancellationToken: Token);
        input.Writer.TryWrite(1);
        await arrived.Task;

        run.Stop();
        input.Writer.TryWrite(2);
        gate.SetResult();
        await run.Completion;

        Assert.Equal([1], results);
        Assert.True(input.Reader.TryRead(out int left));
        Assert.Equal(2, left);
    }

    [Fact(Timeout = 30_000)]
    public async Task Stopping_does_not_wait_for_a_sequence_that_ignores_its_token()
    {
        TaskCompletionSource never = new();
        TaskCompletionSource asked = new();
        await using FlowRun run = Source.From(Deaf()).To(Sink.Ignore<int>()).Run(cancellationToken: Token);
        await asked.Task;

        run.Stop();
        await run.Completion;

        async IAsyncEnumerable<int> Deaf()
        {
            asked.SetResult();
            await never.Task;
            yield return 1;
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_cancelled_run_says_so()
    {
        using CancellationTokenSource source = CancellationTokenSource.CreateLinkedTokenSource(Token);
        FlowRun run = Source.From(StageTests.Endless()).MapAsync(n => ValueTask.FromResult(n), 4).To(Sink.Ignore<int>()).Run(cancellationToken: source.Token);

        await source.CancelAsync();

        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.Completion);
        Assert.Equal(source.Token, error.CancellationToken);
        Assert.True(run.Completion.IsCanceled);
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposing_of_a_run_that_is_blocked_ends_it()
    {
        TaskCompletionSource started = new();
        FlowRun run = Source.From(StageTests.Endless()).MapAsync(async (n, token) =>
        {
            started.TrySetResult();
            await Task.Delay(Timeout.Infinite, token);
            return n;
        }, 2).MapAsync(n => ValueTask.FromResult(n), 3, ordered: true).To(Sink.Ignore<int>()).Run(cancellationToken: Token);
        await started.Task;

        await run.DisposeAsync();
        await run.DisposeAsync();

        Assert.True(run.Completion.IsCanceled);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_full_queue_holds_the_source_back()
    {
        int taken = 0;
        TaskCompletionSource gate = new();
        TaskCompletionSource full = new();
        IEnumerable<int> Items()
        {
            for (int n = 0; n < 100; n++)
            {
                if (++taken == 7)
                {
                    full.SetResult();
                }

                yield return n;
            }
        }

        await using FlowRun run = Source.From(Items()).MapAsync(async n => { await gate.Task; return n; }).Named("slow")
            .To(Sink.Ignore<int>()).Run(new FlowOptions { Capacity = 5 }, Token);
        await full.Task;

        // One in the stage, five in its queue, one in the hand of the source.
        Assert.Equal(7, Volatile.Read(ref taken));
        StageSnapshot slow = run.Stages.Single(s => s.Name == "slow");
        Assert.Equal((5L, 1), (slow.Queued, slow.InFlight));
        gate.SetResult();
        await run.Completion;
        Assert.Equal(100, taken);
    }

    [Fact]
    public void Options_that_can_not_work_are_refused_by_name()
    {
        OptionsException error = Assert.Throws<OptionsException>(
            () => { _ = Source.From([1]).To(Sink.Ignore<int>()).Run(new FlowOptions { Capacity = 0, Time = null! }); });

        Assert.Equal(2, error.Problems.Count);
        Assert.Contains("Capacity is 0", error.Message);
    }
}
