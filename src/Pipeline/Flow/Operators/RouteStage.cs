namespace Freshet.Flows;

/// <summary>Sends each item through one of several stages and merges what comes out.</summary>
internal sealed class RouteStage<TIn, TOut>(string name, Func<TIn, int> choose, (string Label, Stage<TIn, TOut> Stage)[] ways)
    : GraphStage<TIn, TOut>
{
    public override string Name => name;

    internal override string? WhyNotInLoop => ways.Select(w => w.Stage.WhyNotInLoop).FirstOrDefault(why => why is not null);

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? name, StageKind.Branch);
        MergeOutlet<TOut> merge = new(outlet, ways.Length);
        Outlet<TIn>[] inlets = Array.ConvertAll(ways, way => way.Stage.Attach(graph, merge, default));
        for (int i = 0; i < ways.Length; i++)
        {
            inlets[i].Link(graph, probe, ways[i].Label);
        }

        RouteOutlet<TIn> route = new(probe, inlets, choose);
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, route, capacity) : route;
    }
}
