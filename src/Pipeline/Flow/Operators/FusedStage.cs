namespace Freshet.Flows;

/// <summary>A stage that runs on the thread of the stage before it, unless it is given a queue.</summary>
internal sealed class FusedStage<TIn, TOut>(string name, Func<Probe, Outlet<TOut>, Outlet<TIn>> fuse) : GraphStage<TIn, TOut>
{
    public override string Name => name;

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? name, settings.Capacity is null ? StageKind.Fused : StageKind.Stage);
        outlet.Link(graph, probe);
        Outlet<TIn> inlet = fuse(probe, outlet);
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, inlet, capacity) : inlet;
    }
}
