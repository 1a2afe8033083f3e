namespace Freshet.Flows;

/// <summary>Where results leave a loop: what they lead to is queued, then they go on, then their item may be complete.</summary>
internal sealed class LoopExit<TItem, TLease, TResult>(
    Loop<TItem, TLease> loop, Probe probe, Func<TResult, IEnumerable<TItem>>? next, Outlet<TResult> outlet) : Outlet<TResult>
{
    private readonly Lock _gate = new();

    public override Probe? Probe => outlet.Probe;

    public override ValueTask<bool> SendAsync(TResult item, Ticket? ticket)
    {
        if (next is not null)
        {
            return LeadAsync(next, item, ticket);
        }

        ValueTask<bool> sent = outlet.SendAsync(item, null);
        return sent.IsCompletedSuccessfully ? EndAsync(sent.Result, ticket) : EndAsync(sent, ticket);
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

    private async ValueTask<bool> LeadAsync(Func<TResult, IEnumerable<TItem>> lead, TResult item, Ticket? ticket)
    {
        using IEnumerator<TItem> items = Begin(lead, item);
        while (MoveNext(items))
        {
            await loop.AddAsync(items.Current).ConfigureAwait(false);
        }

        return await EndAsync(outlet.SendAsync(item, null), ticket).ConfigureAwait(false);
    }

    private async ValueTask<bool> EndAsync(ValueTask<bool> sent, Ticket? ticket) =>
        await EndAsync(await sent.ConfigureAwait(false), ticket).ConfigureAwait(false);

    private ValueTask<bool> EndAsync(bool more, Ticket? ticket)
    {
        if (!more)
        {
            loop.Stop();
        }

        return (more ? ticket.DropAsync() : ticket.RefuseAsync()).ThenAsync(more);
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
