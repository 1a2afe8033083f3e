using Freshet.Flows;

namespace Freshet.Tests.Flows;

public sealed class ConservationTests
{
    private const int PerRun = 500_000;

    /// <summary>Ten million items through branches, merges and parallel stages, while runs are stopped and cancelled at random.</summary>
    [Fact(Timeout = 240_000)]
    public async Task No_stage_loses_or_repeats_one_of_ten_million_items()
    {
        Random random = new(20260101);
        long moved = 0;
        int cut = 0;
        while (moved < 10_000_000)
        {
            int ending = random.Next(4);
            int when = random.Next(PerRun);
            (long items, bool whole) = await MoveAsync(ending switch { 0 => End.Stop, 1 => End.Cancel, _ => End.None }, when, random.Next(1, 9));
            moved += items;
            cut += whole ? 0 : 1;
        }

        Assert.True(cut > 3, $"Only {cut} runs were cut short.");
    }

    private static async Task<(long Moved, bool Whole)> MoveAsync(End ending, int when, int parallelism)
    {
        bool[] seen = new bool[2 * PerRun];
        int taken = 0;
        int count = 0;
        FlowRun? run = null;
        TaskCompletionSource running = new();
        Source<int> one = Source.From(Counted(0));
        Source<int> two = Source.From(Counted(PerRun));
        Flow flow = Source.Merge(one, two.MapAsync(n => ValueTask.FromResult(n)))
            .Branch(
                n => n % 3 == 0,
                Stage.MapAsync<int, int>(SometimesLater, parallelism).Map(n => n),
                Stage.MapAsync<int, int>(SometimesLater, parallelism, ordered: true).Filter(_ => true))
            .Route(n => n & 1, Stage.Of<int>(), Stage.Map<int, int>(n => n, parallelism))
            .Batch(64)
            .FlatMap(batch => batch)
            .To(Sink.ForEach<int>(n =>
            {
                Assert.False(seen[n], $"{n} came twice.");
                seen[n] = true;
                if (++count == when && ending != End.None)
                {
                    running.Task.Wait();
                    if (ending == End.Stop)
                    {
                        run!.Stop();
                    }
                    else
                    {
                        run!.Cancel();
                    }
                }
            }));
        run = flow.Run();
        running.SetResult();
        await run.Completion.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Assert.False(run.Completion.IsFaulted, run.Completion.Exception?.ToString());
        if (!run.Completion.IsCanceled)
        {
            // Stopped or not, what was taken in came out.
            Assert.Equal(taken, count);
        }

        Assert.True(ending != End.None || count == 2 * PerRun);
        return (count, count == 2 * PerRun);

        IEnumerable<int> Counted(int first)
        {
            for (int n = first; n < first + PerRun; n++)
            {
                Interlocked.Increment(ref taken);
                yield return n;
            }
        }
    }

    private static ValueTask<int> SometimesLater(int n) => n % 997 == 0 ? Later(n) : new ValueTask<int>(n);

    private static async ValueTask<int> Later(int n)
    {
        await Task.Yield();
        return n;
    }

    private enum End
    {
        None,
        Stop,
        Cancel,
    }
}
