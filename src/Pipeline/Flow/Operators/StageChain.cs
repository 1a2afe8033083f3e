namespace Freshet.Flows;

internal sealed class StageChain<TIn, TMid, TOut>(Stage<TIn, TMid> first, Stage<TMid, TOut> second) : GraphStage<TIn, TOut>
{
    public override string Name => $"{first.Name}, {second.Name}";

    public override bool IsOneToOne => first.IsOneToOne && second.IsOneToOne;

    internal override string? WhyNotInLoop => first.WhyNotInLoop ?? second.WhyNotInLoop;

    public override Stage<TIn, TOut> Named(string name) => new StageChain<TIn, TMid, TOut>(first, second.Named(name));

    public override Stage<TIn, TOut> Buffered(int capacity) => new StageChain<TIn, TMid, TOut>(first, second.Buffered(capacity));

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings) =>
        first.Attach(graph, second.Attach(graph, outlet, default), settings);
}
