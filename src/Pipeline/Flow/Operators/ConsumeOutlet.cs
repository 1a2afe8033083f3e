namespace Freshet.Flows;

/// <summary>The end of a flow: an action that is never called by two threads at a time.</summary>
internal sealed class ConsumeOutlet<T>(Probe probe, Action<T> action, Action done) : Outlet<T>
{
    private readonly Lock _gate = new();

    public override Probe Probe => probe;

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket)
    {
        probe.Received();
        try
        {
            lock (_gate)
            {
                action(item);
            }
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }

        return ticket.DropAsync().ThenAsync(true);
    }

    public override void Complete() => done();
}
