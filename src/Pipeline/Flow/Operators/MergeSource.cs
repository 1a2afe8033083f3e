namespace Freshet.Flows;

internal sealed class MergeSource<T>(Source<T>[] sources) : Source<T>
{
    internal override Source<T> Rename(string name) => this;

    internal override void Start(Graph graph, Outlet<T> outlet)
    {
        MergeOutlet<T> merge = new(outlet, sources.Length);
        foreach (Source<T> source in sources.Reverse())
        {
            source.Start(graph, merge);
        }
    }
}
