using System.Reactive.Linq;
using System.Reactive.Subjects;
using System.Threading.Channels;
using Freshet.Flows;

namespace Freshet.Tests.Flows;

/// <summary>Sources from, and sinks to, sequences, asynchronous sequences, channels and observables.</summary>
public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task An_asynchronous_sequence_goes_in_and_comes_out()
    {
        List<int> results = [];
        await foreach (int n in Source.From(Later(5)).Map(n => n + 1).AsAsyncEnumerable(cancellationToken: Token))
        {
            results.Add(n);
        }

        Assert.Equal([1, 2, 3, 4, 5], results);
    }

    [Fact(Timeout = 30_000)]
    public async Task Leaving_an_asynchronous_sequence_early_ends_the_run()
    {
        bool disposed = false;
        await foreach (int n in Source.From(Watched()).MapAsync(n => ValueTask.FromResult(n)).AsAsyncEnumerable(cancellationToken: Token))
        {
            if (n == 3)
            {
                break;
            }
        }

        Assert.True(disposed);

        IEnumerable<int> Watched()
        {
            try
            {
                foreach (int n in StageTests.Endless())
                {
                    yield return n;
                }
            }
            finally
            {
                disposed = true;
            }
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task An_asynchronous_sequence_ends_with_the_error_of_the_run()
    {
        IAsyncEnumerable<int> broken = Source.From([1, 0]).Map(n => 1 / n).Named("divide").AsAsyncEnumerable(cancellationToken: Token);

        FlowException error = await Assert.ThrowsAsync<FlowException>(async () => await broken.ToListAsync(Token));

        Assert.Equal("divide", error.Faults[0].Stage);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_channel_goes_in_and_comes_out()
    {
        Channel<int> input = Channel.CreateBounded<int>(2);
        Channel<int> output = Channel.CreateBounded<int>(2);
        await using FlowRun run = Source.From(input.Reader).To(Sink.ToChannel(output.Writer)).Run(cancellationToken: Token);
        Task writing = WriteAsync();
        List<int> results = await output.Reader.ReadAllAsync(Token).ToListAsync(Token);
        await writing;

        Assert.Equal(Enumerable.Range(0, 100), results);

        async Task WriteAsync()
        {
            for (int n = 0; n < 100; n++)
            {
                while (!input.Writer.TryWrite(n))
                {
                    await input.Writer.WaitToWriteAsync(Token);
                }
            }

            input.Writer.Complete();
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_channel_that_takes_no_more_stops_an_idle_source()
    {
        Channel<int> input = Channel.CreateUnbounded<int>();
        Channel<int> output = Channel.CreateBounded<int>(1);
        await using FlowRun run = Source.From(input.Reader).To(Sink.ToChannel(output.Writer)).Run(cancellationToken: Token);

        output.Writer.Complete();
        input.Writer.TryWrite(1);
        await run.Completion;
    }

    [Fact(Timeout = 30_000)]
    public async Task A_written_source_ends_when_it_returns_and_its_error_names_it()
    {
        Source<int> counting = Source.Create<int>(async (writer, token) =>
        {
            for (int n = 0; n < 200; n++)
            {
                await writer.WriteAsync(n, token);
            }
        });
        Assert.Equal(Enumerable.Range(1, 200), await counting.Map(n => n + 1).CollectAsync(cancellationToken: Token));

        FlowException error = await Assert.ThrowsAsync<FlowException>(() => Source.Create<int>((_, _) => throw new IOException("gone"))
            .Named("feed").CollectAsync(cancellationToken: Token));
        Assert.Equal("feed", error.Faults[0].Stage);
    }

    [Fact(Timeout = 30_000)]
    public async Task An_observable_goes_in_and_comes_out() =>
        Assert.Equal([0, 10, 20], await Source.From(Observable.Range(0, 3), Overflow.Fail).Map(n => n * 10).AsObservable().ToList());

    [Theory(Timeout = 30_000)]
    [InlineData(Overflow.DropNewest, new[] { 0, 1, 2, 3 })]
    [InlineData(Overflow.DropOldest, new[] { 0, 7, 8, 9 })]
    public async Task A_full_buffer_drops_as_its_strategy_says_and_counts(Overflow overflow, int[] expected)
    {
        using Subject<int> subject = new();
        TaskCompletionSource holding = new();
        TaskCompletionSource gate = new();
        List<int> results = [];
        await using FlowRun run = Source.From(subject, overflow, capacity: 3).Named("feed").To(Sink.ForEach<int>(n =>
        {
            holding.TrySetResult();
            gate.Task.Wait();
            results.Add(n);
        })).Run(cancellationToken: Token);
        SpinWait.SpinUntil(() => subject.HasObservers);
        subject.OnNext(0);
        await holding.Task;

        for (int n = 1; n < 10; n++)
        {
            subject.OnNext(n);
        }

        subject.OnCompleted();
        gate.SetResult();
        await run.Completion;

        Assert.Equal(expected, results);
        Assert.Equal(6, run.Stages.Single(s => s.Name == "feed").Dropped);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_full_buffer_or_an_error_breaks_the_flow()
    {
        FlowException full = await Assert.ThrowsAsync<FlowException>(() =>
            Source.From(Observable.Range(0, 100), Overflow.Fail, capacity: 2).CollectAsync(cancellationToken: Token));
        Assert.Contains("buffer is full", full.Message);
        await Assert.ThrowsAsync<FlowException>(() =>
            Source.From(Observable.Throw<int>(new IOException()), Overflow.DropNewest).CollectAsync(cancellationToken: Token));
    }

    [Fact(Timeout = 30_000)]
    public async Task Disposing_of_a_subscription_cancels_its_run_and_tells_nothing_more()
    {
        TaskCompletionSource<bool> disposed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource some = new();
        bool told = false;
        IDisposable subscription = Source.From(Watched()).AsObservable().Subscribe(
            n => some.TrySetResult(), _ => told = true, () => told = true);
        await some.Task;

        subscription.Dispose();

        Assert.True(await disposed.Task);
        Assert.False(told);

        IEnumerable<int> Watched()
        {
            try
            {
                foreach (int n in StageTests.Endless())
                {
                    yield return n;
                }
            }
            finally
            {
                disposed.SetResult(true);
            }
        }
    }

    private static async IAsyncEnumerable<int> Later(int count)
    {
        for (int n = 0; n < count; n++)
        {
            await Task.Yield();
            yield return n;
        }
    }
}
