namespace Freshet.Flows;

/// <summary>A stage and the sink behind it.</summary>
internal sealed class StageSink<TIn, TOut>(Stage<TIn, TOut> stage, Sink<TOut> sink) : Sink<TIn>
{
    internal override string? WhyNotInLoop => stage.WhyNotInLoop ?? sink.WhyNotInLoop;

    // Behind a stage that is the sink stands nothing to be named.
    public override Sink<TIn> Named(string name) =>
        sink is EndSink<TOut> ? new StageSink<TIn, TOut>(stage.Named(name), sink) : new StageSink<TIn, TOut>(stage, sink.Named(name));

    public override Sink<TIn> Buffered(int capacity) =>
        sink is EndSink<TOut> ? new StageSink<TIn, TOut>(stage.Buffered(capacity), sink) : new StageSink<TIn, TOut>(stage, sink.Buffered(capacity));

    internal override Outlet<TIn> Attach(Graph graph, StageSettings settings) => stage.Attach(graph, sink.Attach(graph, default), settings);
}
