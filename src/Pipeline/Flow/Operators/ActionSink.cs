namespace Freshet.Flows;

/// <summary>A sink that is a synchronous action, made anew for each run.</summary>
internal sealed class ActionSink<T>(string name, Func<Graph, Action<T>> begin) : Sink<T>
{
    internal override Outlet<T> Attach(Graph graph, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? name, StageKind.Sink);
        ConsumeOutlet<T> outlet = new(probe, begin(graph), graph.RegisterSink());
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, outlet, capacity) : outlet;
    }
}
