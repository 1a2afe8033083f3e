namespace Freshet.Flows;

/// <summary>Lets so many items through, then closes what is in front of it and completes what is behind.</summary>
internal sealed class TakeOutlet<T>(Probe probe, Outlet<T> next, long count) : FusedOutlet<T, T>(probe, next)
{
    private long _taken;
    private long _passed;
    private int _completed;

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket)
    {
        Probe.Received();
        return Interlocked.Increment(ref _taken) > count ? ticket.RefuseAsync().ThenAsync(false) : PassAsync(item, ticket);
    }

    public override void Complete()
    {
        if (Interlocked.Exchange(ref _completed, 1) == 0)
        {
            Next.Complete();
        }
    }

    private async ValueTask<bool> PassAsync(T item, Ticket? ticket)
    {
        Probe.Emitted();
        bool more = await Next.SendAsync(item, ticket).ConfigureAwait(false);
        if (Interlocked.Increment(ref _passed) < count)
        {
            return more;
        }

        // The last one is through, and every one before it.
        Complete();
        return false;
    }
}
