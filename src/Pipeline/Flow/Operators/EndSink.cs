namespace Freshet.Flows;

/// <summary>What ends a flow invisibly, behind a stage that does the work.</summary>
internal sealed class EndSink<T> : Sink<T>
{
    internal override Outlet<T> Attach(Graph graph, StageSettings settings) => new VoidOutlet<T>(graph.RegisterSink());
}
