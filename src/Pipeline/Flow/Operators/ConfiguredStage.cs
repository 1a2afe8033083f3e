namespace Freshet.Flows;

internal sealed class ConfiguredStage<TIn, TOut>(Stage<TIn, TOut> stage, StageSettings own) : GraphStage<TIn, TOut>
{
    public override string Name => own.Name ?? stage.Name;

    public override bool IsOneToOne => stage.IsOneToOne;

    internal override string? WhyNotInLoop => stage.WhyNotInLoop;

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings) =>
        stage.Attach(graph, outlet, settings.Over(own));
}
