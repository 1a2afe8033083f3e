namespace Freshet.Flows;

/// <summary>Where a running stage puts its items.</summary>
internal abstract class Outlet<T>
{
    /// <summary>The stage that an item meets here; null where nothing is drawn.</summary>
    public abstract Probe? Probe { get; }

    /// <summary>Hands over an item and its ticket, whatever the answer.</summary>
    /// <returns>False when nothing takes items here any more.</returns>
    public abstract ValueTask<bool> SendAsync(T item, Ticket? ticket);

    /// <summary>Says that no item follows. Every producer of this outlet says it once.</summary>
    public abstract void Complete();

    public ValueTask FinishAsync()
    {
        Complete();
        return default;
    }

    /// <summary>Draws the links from a stage to what stands behind this outlet.</summary>
    public virtual void Link(Graph graph, Probe from, string? label = null)
    {
        if (Probe is { } to)
        {
            graph.Link(from, to, label);
        }
    }
}
