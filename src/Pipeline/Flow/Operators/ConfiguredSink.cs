namespace Freshet.Flows;

internal sealed class ConfiguredSink<T>(Sink<T> sink, StageSettings own) : Sink<T>
{
    internal override string? WhyNotInLoop => sink.WhyNotInLoop;

    internal override Outlet<T> Attach(Graph graph, StageSettings settings) => sink.Attach(graph, settings.Over(own));
}
