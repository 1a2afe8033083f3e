namespace Freshet.Flows;

/// <summary>A sink that is a bounded queue, which someone outside of the flow reads.</summary>
internal sealed class EdgeSink<T>(Action<Graph, Edge<T>> attached) : Sink<T>
{
    internal override Outlet<T> Attach(Graph graph, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? "Output", StageKind.Sink);
        Edge<T> edge = new(graph, probe, settings.CapacityOr(graph), tellsWhy: true);
        graph.RegisterSink();
        attached(graph, edge);
        return edge;
    }
}
