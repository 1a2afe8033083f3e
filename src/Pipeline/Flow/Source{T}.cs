namespace Freshet.Flows;

/// <summary>Where items come from: an immutable part of a flow's blueprint. Nothing is read until the flow runs.</summary>
/// <typeparam name="T">The items.</typeparam>
public abstract partial class Source<T>
{
    private protected Source()
    {
    }

    /// <summary>This source, transformed by a stage.</summary>
    /// <typeparam name="TOut">What the stage gives.</typeparam>
    /// <param name="stage">The stage.</param>
    public Source<TOut> Via<TOut>(Stage<T, TOut> stage)
    {
        ArgumentNullException.ThrowIfNull(stage);
        return new ViaSource<T, TOut>(this, stage);
    }

    /// <summary>A whole flow, ready to run.</summary>
    /// <param name="sink">Where the items end.</param>
    public Flow To(Sink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new Flow(graph => Start(graph, sink.Attach(graph, default)));
    }

    /// <summary>The same source, with its last part under another name. A merge has no part of its own.</summary>
    /// <param name="name">The name in pictures and errors.</param>
    public Source<T> Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return Rename(name);
    }

    internal abstract Source<T> Rename(string name);

    /// <summary>Makes the running source in front of an outlet.</summary>
    internal abstract void Start(Graph graph, Outlet<T> outlet);
}
