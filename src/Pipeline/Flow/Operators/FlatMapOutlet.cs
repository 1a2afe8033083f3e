namespace Freshet.Flows;

internal sealed class FlatMapOutlet<TIn, TOut>(Probe probe, Outlet<TOut> next, Func<TIn, IEnumerable<TOut>> map)
    : FusedOutlet<TIn, TOut>(probe, next)
{
    public override async ValueTask<bool> SendAsync(TIn item, Ticket? ticket)
    {
        Probe.Received();
        bool more = true;
        using (IEnumerator<TOut> items = Begin(item))
        {
            while (more && MoveNext(items))
            {
                ticket?.Retain();
                Probe.Emitted();
                more = await Next.SendAsync(items.Current, ticket).ConfigureAwait(false);
            }
        }

        await ticket.DropAsync().ConfigureAwait(false);
        return more;
    }

    private IEnumerator<TOut> Begin(TIn item)
    {
        try
        {
            lock (Gate)
            {
                return (map(item) ?? throw new InvalidOperationException("FlatMap's function gave null.")).GetEnumerator();
            }
        }
        catch (Exception error)
        {
            throw Broken(error);
        }
    }

    private bool MoveNext(IEnumerator<TOut> items)
    {
        try
        {
            lock (Gate)
            {
                return items.MoveNext();
            }
        }
        catch (Exception error)
        {
            throw Broken(error);
        }
    }
}
