using System.Runtime.CompilerServices;

namespace Freshet.Flows;

internal sealed class LoopSource<TItem, TLease, TResult>(
    string name,
    Source<TItem> seeds,
    ILoopQueue<TItem, TLease> queue,
    Stage<TLease, TResult> body,
    Func<TResult, IEnumerable<TItem>>? next,
    int maxInFlight) : Source<TResult>
{
    internal override Source<TResult> Rename(string other) => new LoopSource<TItem, TLease, TResult>(other, seeds, queue, body, next, maxInFlight);

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal override void Start(Graph graph, Outlet<TResult> outlet)
    {
        Probe probe = graph.Register(name, StageKind.Loop);
        probe.Queue = (() => queue.Count, null);
        probe.Parallelism = maxInFlight;
        Loop<TItem, TLease> loop = new(graph, probe, queue, maxInFlight);
        Outlet<TLease> inlet = body.Attach(graph, new LoopExit<TItem, TLease, TResult>(loop, probe, next, outlet), default);
        graph.MoveFirst(probe);
        inlet.Link(graph, probe);
        seeds.Start(graph, new LoopSeeds<TItem, TLease>(loop, probe));
        graph.Launch(probe, () => loop.FeedAsync(inlet), inlet.FinishAsync);
    }
}
