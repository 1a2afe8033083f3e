using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>The bounded queue before a stage; the one place of a flow that waits on a channel.</summary>
/// <remarks>
/// No call takes a token: an aborted run completes the channel instead, which wakes every waiter. A channel wakes all who wait on
/// an end of it, so at most one reader and one writer wait there, and the others wait for their turn.
/// </remarks>
internal sealed class Edge<T> : Outlet<T>
{
    private readonly Channel<Packet<T>> _channel;
    private readonly Graph _graph;
    private readonly Probe? _probe;
    private readonly bool _counts;
    private readonly SemaphoreSlim _writeTurn = new(1);
    private readonly SemaphoreSlim? _readTurn;
    private volatile bool _aborted;
    private volatile bool _closed;

    public Edge(Graph graph, Probe? probe, int capacity, int readers = 1, bool counts = true, bool tellsWhy = false)
    {
        _graph = graph;
        _probe = probe;
        _counts = counts && probe is not null;
        _channel = Channel.CreateBounded<Packet<T>>(new BoundedChannelOptions(capacity));
        _readTurn = readers == 1 ? null : new SemaphoreSlim(1);
        if (probe is not null)
        {
            probe.Queue = (() => _channel.Reader.Count, capacity);
        }

        graph.OnAbort(error =>
        {
            _aborted = true;
            _channel.Writer.TryComplete(tellsWhy ? error : null);
            while (_channel.Reader.TryRead(out _))
            {
            }
        });
    }

    public override Probe? Probe => _probe;

    public bool Aborted => _aborted;

    /// <summary>Whether the stage behind takes nothing more.</summary>
    public bool Closed => _closed;

    public int Count => _channel.Reader.Count;

    public Task Completion => _channel.Reader.Completion;

    public override void Complete()
    {
        // Of a broken run, nobody is to see a regular end.
        if (!_graph.Cancellation.IsCancellationRequested)
        {
            _channel.Writer.TryComplete();
        }
    }

    /// <summary>What both ends of a stage do when it is over.</summary>
    public async ValueTask FinishAsync<TOut>(Outlet<TOut> outlet)
    {
        await CloseAsync().ConfigureAwait(false);
        outlet.Complete();
    }

    public bool TrySend(T item, Ticket? ticket)
    {
        if (!_channel.Writer.TryWrite(new Packet<T>(item, ticket)))
        {
            return false;
        }

        if (_counts)
        {
            _probe!.Received();
        }

        return true;
    }

    public ValueTask<bool> WaitToSendAsync(CancellationToken cancellationToken) => _channel.Writer.WaitToWriteAsync(cancellationToken);

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket) =>
        TrySend(item, ticket) ? new ValueTask<bool>(true) : SendSlowlyAsync(item, ticket);

    public bool TryTake(out Packet<T> packet)
    {
        if (!_aborted && _channel.Reader.TryRead(out packet))
        {
            return true;
        }

        packet = default;
        return false;
    }

    public bool TryPeek(out Packet<T> packet) => _channel.Reader.TryPeek(out packet);

    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken = default) =>
        _channel.Reader.WaitToReadAsync(cancellationToken);

    public ValueTask<Taken<T>> TakeAsync() =>
        TryTake(out Packet<T> packet) ? new ValueTask<Taken<T>>(new Taken<T>(true, packet)) : TakeSlowlyAsync();

    /// <summary>Takes nothing more; what waits is let go of.</summary>
    public ValueTask CloseAsync()
    {
        _closed = true;
        _channel.Writer.TryComplete();
        return TryTake(out Packet<T> packet) ? RefuseAsync(packet) : default;
    }

    private async ValueTask RefuseAsync(Packet<T> packet)
    {
        do
        {
            await packet.Ticket.RefuseAsync().ConfigureAwait(false);
        }
        while (TryTake(out packet));
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendSlowlyAsync(T item, Ticket? ticket)
    {
        await _writeTurn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (!_aborted && await _channel.Writer.WaitToWriteAsync().ConfigureAwait(false))
            {
                if (TrySend(item, ticket))
                {
                    return true;
                }
            }
        }
        catch (Exception) when (_aborted)
        {
            return false;
        }
        finally
        {
            _writeTurn.Release();
        }

        if (!_aborted)
        {
            await ticket.RefuseAsync().ConfigureAwait(false);
        }

        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Taken<T>> TakeSlowlyAsync()
    {
        if (_readTurn is not null)
        {
            await _readTurn.WaitAsync().ConfigureAwait(false);
        }

        try
        {
            while (!_aborted && await _channel.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                if (TryTake(out Packet<T> packet))
                {
                    return new Taken<T>(true, packet);
                }
            }
        }
        catch (Exception) when (_aborted)
        {
            // An aborted run ends its stages; what broke is reported once, by the run.
        }
        finally
        {
            _readTurn?.Release();
        }

        return default;
    }
}
