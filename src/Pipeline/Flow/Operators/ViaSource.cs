namespace Freshet.Flows;

internal sealed class ViaSource<TIn, TOut>(Source<TIn> source, Stage<TIn, TOut> stage) : Source<TOut>
{
    internal override Source<TOut> Rename(string name) => new ViaSource<TIn, TOut>(source, stage.Named(name));

    internal override void Start(Graph graph, Outlet<TOut> outlet) => source.Start(graph, stage.Attach(graph, outlet, default));
}
