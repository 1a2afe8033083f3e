namespace Freshet.Flows;

/// <summary>Where results leave a loop: what they lead to is queued, then they go on, then their item may be complete.</summary>
internal sealed class LoopExit<TItem, TLease, TResult>(
    Loop<TItem, TLease> loop, Probe probe, Func<TResult, IEnumerable<TItem>>? next, Outlet<TResult> outlet) : Outlet<TResult>
{
    private readonly Lock _gate = new();

    public override Probe? Probe => outlet.Probe;

    public override async ValueTask<bool> SendAsync(TResult item, Ticket? ticket)
    {
        if (next is not null)
        {
            using IEnumerator<TItem> items = Begin(next, item);
            while (MoveNext(items))
            {
                await loop.AddAsync(items.Current).ConfigureAwait(false);
            }
        }

        bool more = await outlet.SendAsync(item, null).ConfigureAwait(false);
        if (!more)
        {
            loop.Stop();
        }

        await (more ? ticket.DropAsync() : ticket.RefuseAsync()).ConfigureAwait(false);
        return more;
    }

    public override void Complete() => outlet.Complete();

    public override void Link(Graph graph, Probe from, string? label = null)
    {
        if (next is not null)
        {
            graph.Link(from, probe, label, back: true);
        }

        outlet.Link(graph, from, label);
    }

    private IEnumerator<TItem> Begin(Func<TResult, IEnumerable<TItem>> lead, TResult item)
    {
        try
        {
            lock (_gate)
            {
                return lead(item).GetEnumerator();
            }
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }
    }

    private bool MoveNext(IEnumerator<TItem> items)
    {
        try
        {
            lock (_gate)
            {
                return items.MoveNext();
            }
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }
    }
}
