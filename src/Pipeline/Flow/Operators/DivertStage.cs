namespace Freshet.Flows;

/// <summary>Sends the items that a predicate picks to a sink, and the others on.</summary>
internal sealed class DivertStage<T>(Func<T, bool> predicate, Sink<T> sink) : GraphStage<T, T>
{
    public override string Name => "Divert";

    internal override string? WhyNotInLoop => sink.WhyNotInLoop;

    internal override Outlet<T> Attach(Graph graph, Outlet<T> outlet, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? Name, StageKind.Branch);
        Outlet<T> side = sink.Attach(graph, default);
        side.Link(graph, probe, "yes");
        outlet.Link(graph, probe, "no");
        RouteOutlet<T> route = new(probe, [side, outlet], item => predicate(item) ? 0 : 1);
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, route, capacity) : route;
    }
}
