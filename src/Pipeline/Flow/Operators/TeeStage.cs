namespace Freshet.Flows;

/// <summary>Sends each item to a sink and on.</summary>
internal sealed class TeeStage<T>(Sink<T> sink) : GraphStage<T, T>
{
    public override string Name => "AlsoTo";

    internal override string? WhyNotInLoop => sink.WhyNotInLoop;

    internal override Outlet<T> Attach(Graph graph, Outlet<T> outlet, StageSettings settings)
    {
        TeeOutlet<T> tee = new(sink.Attach(graph, default), outlet);
        return settings.Capacity is { } capacity ? Pump.Attach(graph, graph.Register("AlsoTo", StageKind.Fused), tee, capacity) : tee;
    }
}
