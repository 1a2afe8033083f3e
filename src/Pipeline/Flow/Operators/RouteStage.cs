using System.Runtime.CompilerServices;

namespace Freshet.Flows;

/// <summary>Sends each item through one of several stages and merges what comes out.</summary>
internal sealed class RouteStage<TIn, TOut>(string name, Func<TIn, int> choose, (string Label, Stage<TIn, TOut> Stage)[] ways)
    : GraphStage<TIn, TOut>
{
    public override string Name => name;

    internal override string? WhyNotInLoop
    {
        get
        {
            foreach ((_, Stage<TIn, TOut> stage) in ways)
            {
                if (stage.WhyNotInLoop is { } why)
                {
                    return why;
                }
            }

            return null;
        }
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings)
    {
        MergeOutlet<TOut> merge = new(outlet, ways.Length);
        Outlet<TIn>[] inlets = new Outlet<TIn>[ways.Length];
        Probe probe = graph.Register(settings.Name ?? name, StageKind.Branch);
        for (int i = ways.Length - 1; i >= 0; i--)
        {
            inlets[i] = ways[i].Stage.Attach(graph, merge, default);
            inlets[i].Link(graph, probe, ways[i].Label);
        }

        graph.MoveFirst(probe);

        RouteOutlet<TIn> route = new(probe, inlets, choose);
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, route, capacity) : route;
    }
}
