namespace Freshet.Flows;

/// <summary>Workers whose results go out in the order in which their items came in.</summary>
/// <remarks>
/// An item gets its number under the lock that takes it. Results wait in a ring that is as long as the number of items that may be
/// taken and not yet sent; whoever finds the next one there sends on until one is missing, one sender at a time.
/// </remarks>
internal sealed class OrderedWorkers<TIn, TOut>(
    Graph graph, Probe probe, Edge<TIn> edge, Outlet<TOut> outlet, int parallelism, Func<TIn, CancellationToken, ValueTask<TOut>> transform)
{
    private readonly int _window = parallelism * 2;
    private readonly (bool Ready, TOut Result, Ticket? Ticket)[] _ring = new (bool, TOut, Ticket?)[parallelism * 2];
    private readonly SemaphoreSlim _room = new(parallelism * 2);
    private readonly SemaphoreSlim _taking = new(1);
    private readonly Lock _gate = new();
    private long _nextIn;
    private long _nextOut;
    private bool _sending;
    private volatile bool _closed;

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
        await _room.WaitAsync(graph.Cancellation).ConfigureAwait(false);
        await _taking.WaitAsync().ConfigureAwait(false);
        try
        {
            Taken<TIn> taken = await edge.TakeAsync().ConfigureAwait(false);
            if (!taken.More)
            {
                _room.Release();
            }

            return (taken, taken.More ? _nextIn++ : -1);
        }
        finally
        {
            _taking.Release();
        }
    }

    private async ValueTask PutAsync(long number, TOut result, Ticket? ticket)
    {
        lock (_gate)
        {
            _ring[number % _window] = (true, result, ticket);
            if (_sending)
            {
                return;
            }

            _sending = true;
        }

        while (TryNext(out (bool Ready, TOut Result, Ticket? Ticket) next))
        {
            if (!await outlet.SendAsync(next.Result, next.Ticket).ConfigureAwait(false) && !_closed)
            {
                _closed = true;
                await edge.CloseAsync().ConfigureAwait(false);
            }

            probe.Leave();
            probe.Emitted();
            _room.Release();
        }
    }

    private bool TryNext(out (bool Ready, TOut Result, Ticket? Ticket) next)
    {
        lock (_gate)
        {
            next = _ring[_nextOut % _window];
            _sending = next.Ready;
            if (next.Ready)
            {
                _ring[_nextOut % _window] = default;
                _nextOut++;
            }

            return next.Ready;
        }
    }
}
