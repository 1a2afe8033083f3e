namespace Freshet.Flows;

/// <summary>Sends each item to a side sink and on.</summary>
internal sealed class TeeOutlet<T>(Outlet<T> side, Outlet<T> next) : Outlet<T>
{
    private volatile bool _sideClosed;
    private volatile bool _nextClosed;

    public override Probe? Probe => next.Probe;

    public override async ValueTask<bool> SendAsync(T item, Ticket? ticket)
    {
        if (!_sideClosed)
        {
            ticket?.Retain();
            _sideClosed |= !await side.SendAsync(item, ticket).ConfigureAwait(false);
        }

        if (_nextClosed)
        {
            await ticket.RefuseAsync().ConfigureAwait(false);
        }
        else
        {
            _nextClosed |= !await next.SendAsync(item, ticket).ConfigureAwait(false);
        }

        return !_sideClosed || !_nextClosed;
    }

    public override void Complete()
    {
        side.Complete();
        next.Complete();
    }

    public override void Link(Graph graph, Probe from, string? label = null)
    {
        side.Link(graph, from, label);
        next.Link(graph, from, label);
    }
}
