namespace Freshet.Flows;

/// <summary>Workers whose results go out in the order in which their items came in.</summary>
/// <remarks>
/// An item gets its number under the lock that takes it. Results wait in a ring that is as long as the number of items that may be
/// taken and not yet sent; whoever finds the next one there sends on until one is missing, one sender at a time.
/// </remarks>
internal sealed class OrderedWorkers<TIn, TOut>(
    Graph graph, Probe probe, Edge<TIn> edge, Outlet<TOut> outlet, int parallelism, Func<TIn, CancellationToken, ValueTask<TOut>> transform)
{
    private readonly int window = parallelism * 2;
    private readonly (bool Ready, TOut Result, Ticket? Ticket)[] ring = new (bool, TOut, Ticket?)[parallelism * 2];
    private readonly SemaphoreSlim room = new(parallelism * 2);
    private readonly SemaphoreSlim taking = new(1);
    private readonly Lock gate = new();
    private long nextIn;
    private long nextOut;
    private bool sending;
    private volatile bool closed;

    public Task RunAsync() => Task.WhenAll(Enumerable.Range(0, parallelism).Select(_ => graph.GuardAsync(probe, WorkAsync)));

    private async Task WorkAsync()
    {
        while (true)
        {
            (Taken<TIn> taken, long number) = await TakeAsync().ConfigureAwait(false);
            if (!taken.More)
            {
                return;
            }

            long started = probe.Enter();
            TOut result = await transform(taken.Packet.Item, graph.Cancellation).ConfigureAwait(false);
            probe.Time(started);
            await PutAsync(number, result, taken.Packet.Ticket).ConfigureAwait(false);
        }
    }

    private async ValueTask<(Taken<TIn> Taken, long Number)> TakeAsync()
    {
        await room.WaitAsync(graph.Cancellation).ConfigureAwait(false);
        await taking.WaitAsync().ConfigureAwait(false);
        try
        {
            Taken<TIn> taken = await edge.TakeAsync().ConfigureAwait(false);
            if (!taken.More)
            {
                room.Release();
            }

            return (taken, taken.More ? nextIn++ : -1);
        }
        finally
        {
            taking.Release();
        }
    }

    private async ValueTask PutAsync(long number, TOut result, Ticket? ticket)
    {
        lock (gate)
        {
            ring[number % window] = (true, result, ticket);
            if (sending)
            {
                return;
            }

            sending = true;
        }

        while (TryNext(out (bool Ready, TOut Result, Ticket? Ticket) next))
        {
            if (!await outlet.SendAsync(next.Result, next.Ticket).ConfigureAwait(false) && !closed)
            {
                closed = true;
                await edge.CloseAsync().ConfigureAwait(false);
            }

            probe.Leave();
            probe.Emitted();
            room.Release();
        }
    }

    private bool TryNext(out (bool Ready, TOut Result, Ticket? Ticket) next)
    {
        lock (gate)
        {
            next = ring[nextOut % window];
            sending = next.Ready;
            if (next.Ready)
            {
                ring[nextOut % window] = default;
                nextOut++;
            }

            return next.Ready;
        }
    }
}
