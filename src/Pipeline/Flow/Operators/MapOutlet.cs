namespace Freshet.Flows;

internal sealed class MapOutlet<TIn, TOut>(Probe probe, Outlet<TOut> next, Func<TIn, TOut> map) : FusedOutlet<TIn, TOut>(probe, next)
{
    public override ValueTask<bool> SendAsync(TIn item, Ticket? ticket)
    {
        Probe.Received();
        TOut mapped;
        try
        {
            lock (Gate)
            {
                mapped = map(item);
            }
        }
        catch (Exception error)
        {
            throw Broken(error);
        }

        Probe.Emitted();
        return Next.SendAsync(mapped, ticket);
    }
}
