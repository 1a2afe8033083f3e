namespace Freshet.Flows;

/// <summary>Where items end: an immutable part of a flow's blueprint.</summary>
/// <typeparam name="T">The items.</typeparam>
public abstract class Sink<T>
{
    private protected Sink()
    {
    }

    /// <summary>The same sink under another name.</summary>
    /// <param name="name">The name in pictures and errors.</param>
    public virtual Sink<T> Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new ConfiguredSink<T>(this, new StageSettings(name, null));
    }

    /// <summary>The same sink with a queue of its own before it, so that it runs apart from the stage before.</summary>
    /// <param name="capacity">How many items may wait; from 1 to 1,048,576.</param>
    public virtual Sink<T> Buffered(int capacity)
    {
        Require.Capacity(capacity);
        return new ConfiguredSink<T>(this, new StageSettings(null, capacity));
    }

    internal virtual string? WhyNotInLoop => null;

    internal abstract Outlet<T> Attach(Graph graph, StageSettings settings);
}
