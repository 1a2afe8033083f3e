namespace Freshet.Flows;

/// <summary>An outlet that several producers share: complete when each of them is.</summary>
internal sealed class MergeOutlet<T>(Outlet<T> next, int producers) : Outlet<T>
{
    private int _open = producers;

    public override Probe? Probe => next.Probe;

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket) => next.SendAsync(item, ticket);

    public override void Complete()
    {
        if (Interlocked.Decrement(ref _open) == 0)
        {
            next.Complete();
        }
    }

    public override void Link(Graph graph, Probe from, string? label = null) => next.Link(graph, from, label);
}
