namespace Freshet.Flows;

/// <summary>Sends each item one of several ways, on the thread that brings it.</summary>
internal sealed class RouteOutlet<T>(Probe probe, Outlet<T>[] ways, Func<T, int> choose) : Outlet<T>
{
    private readonly bool[] _closed = new bool[ways.Length];
    private int _open = ways.Length;

    public override Probe Probe => probe;

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket)
    {
        probe.Received();
        int way;
        try
        {
            way = choose(item);
            if ((uint)way >= (uint)ways.Length)
            {
                throw new InvalidOperationException($"The route of {item} is {way}; there are {ways.Length}.");
            }
        }
        catch (Exception error)
        {
            throw new StageBrokenException(probe, error);
        }

        probe.Emitted();
        ValueTask<bool> sent = ways[way].SendAsync(item, ticket);
        return sent.IsCompletedSuccessfully ? new ValueTask<bool>(Finish(sent.Result, way)) : FinishAsync(sent, way);
    }

    public override void Complete()
    {
        foreach (Outlet<T> way in ways)
        {
            way.Complete();
        }
    }

    private async ValueTask<bool> FinishAsync(ValueTask<bool> sent, int way) => Finish(await sent.ConfigureAwait(false), way);

    private bool Finish(bool more, int way)
    {
        if (!more && !Interlocked.Exchange(ref _closed[way], true))
        {
            Interlocked.Decrement(ref _open);
        }

        // One way that takes nothing more lets its items go; the others go on.
        return Volatile.Read(ref _open) > 0;
    }
}
