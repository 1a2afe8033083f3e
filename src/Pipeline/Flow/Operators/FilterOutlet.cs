namespace Freshet.Flows;

internal sealed class FilterOutlet<T>(Probe probe, Outlet<T> next, Func<T, bool> keep) : FusedOutlet<T, T>(probe, next)
{
    public override ValueTask<bool> SendAsync(T item, Ticket? ticket)
    {
        Probe.Received();
        bool kept;
        try
        {
            lock (Gate)
            {
                kept = keep(item);
            }
        }
        catch (Exception error)
        {
            throw Broken(error);
        }

        if (!kept)
        {
            return ticket.DropAsync().ThenAsync(true);
        }

        Probe.Emitted();
        return Next.SendAsync(item, ticket);
    }
}
