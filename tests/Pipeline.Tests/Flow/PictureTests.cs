using Freshet.Flows;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Flows;

public sealed class PictureTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void A_blueprint_is_drawn_without_running()
    {
        Flow flow = Source.Loop(
                Source.From(Never()).Named("seeds"),
                new MemoryLoopQueue<int>(),
                Stage.MapAsync<int, int>(Lookup, 4).Branch(n => n > 1, Stage.Of<int>(), Stage.MapAsync<int, int>(Fetch, 64)).Named("fresh?"),
                n => [n])
            .Named("frontier")
            .To(Sink.ForEach<int>(_ => { }).Named("a \"page\""));

        Assert.Equal(
            """
            flowchart LR
                s0(["seeds"])
                s1[("frontier<br/>256 at a time")]
                s2["Lookup<br/>queue 64<br/>4 at a time"]
                s3{"fresh?"}
                s4["Fetch<br/>queue 64<br/>64 at a time"]
                s5(["a #quot;page#quot;"])
                s0 --> s1
                s1 --> s2
                s2 --> s3
                s3 -->|"yes"| s5
                s3 -.->|"yes"| s1
                s3 -->|"no"| s4
                s4 --> s5
                s4 -.-> s1

            """, flow.Picture());

        static IEnumerable<int> Never()
        {
            Assert.Fail("It ran.");
            yield break;
        }

        static ValueTask<int> Lookup(int n) => ValueTask.FromResult(n);
        static ValueTask<int> Fetch(int n) => ValueTask.FromResult(n);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_running_flow_shows_queues_items_in_flight_throughput_and_latency()
    {
        FakeTime time = new();
        TaskCompletionSource gate = new();
        TaskCompletionSource working = new();
        int calls = 0;
        await using FlowRun run = Source.From(Enumerable.Range(0, 10)).MapAsync(async n =>
        {
            if (++calls > 4)
            {
                working.TrySetResult();
                await gate.Task;
            }

            time.Advance(TimeSpan.FromMilliseconds(500));
            return n;
        }).Named("work").Filter(n => n < 2).Named("few").To(Sink.Ignore<int>()).Run(new FlowOptions { Time = time }, Token);
        await working.Task;
        SpinWait.SpinUntil(() => run.Stages.Single(s => s.Name == "work").Received == 10);

        StageSnapshot work = run.Stages.Single(s => s.Name == "work");
        Assert.Equal((10L, 4L, 5L, 1), (work.Received, work.Emitted, work.Queued, work.InFlight));
        Assert.Equal(TimeSpan.FromMilliseconds(500), work.MeanLatency);
        Assert.Equal(5, work.PerSecond);
        Assert.Contains("work<br/>queue 5/64<br/>in flight 1/1<br/>10 items, 5/s<br/>500 ms, at most 500 ms", run.Picture());
        Assert.Contains("few<br/>4 items, 2/s<br/>2 passed", run.Picture());

        gate.SetResult();
        await run.Completion;
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromSeconds(5), run.Elapsed);
        Assert.Equal(2, run.Stages.Single(s => s.Kind == StageKind.Sink).Received);
    }

    [Fact]
    public void Stages_of_the_same_name_are_told_apart()
    {
        string picture = Source.From([1]).Map(n => n).Map(n => n).To(Sink.Ignore<int>()).Picture();

        Assert.Contains("(\"Map\")", picture);
        Assert.Contains("(\"Map 2\")", picture);
    }
}
