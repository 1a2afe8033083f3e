namespace Freshet.Flows;

/// <summary>An asynchronous function, so many items at a time, behind a queue.</summary>
internal sealed class WorkerStage<TIn, TOut>(
    string name, int parallelism, bool ordered, Func<TIn, CancellationToken, ValueTask<TOut>> transform, StageKind kind = StageKind.Stage)
    : GraphStage<TIn, TOut>
{
    public override string Name => name;

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings) =>
        WorkerPool.Attach(
            graph, graph.Register(settings.Name ?? name, kind), outlet, settings.CapacityOr(graph), parallelism, ordered, transform);
}
