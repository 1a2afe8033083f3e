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
    private readonly Channel<Packet<T>> channel;
    private readonly Graph graph;
    private readonly Probe? probe;
    private readonly bool counts;
    private readonly SemaphoreSlim writeTurn = new(1);
    private readonly SemaphoreSlim? readTurn;
    private volatile bool aborted;
    private volatile bool closed;

    public Edge(Graph graph, Probe? probe, int capacity, int readers = 1, bool counts = true, bool tellsWhy = false)
    {
        this.graph = graph;
        this.probe = probe;
        this.counts = counts && probe is not null;
        channel = Channel.CreateBounded<Packet<T>>(new BoundedChannelOptions(capacity));
        readTurn = readers == 1 ? null : new SemaphoreSlim(1);
        if (probe is not null)
        {
            probe.Queue = (() => channel.Reader.Count, capacity);
        }

        graph.OnAbort(error =>
        {
            aborted = true;
            channel.Writer.TryComplete(tellsWhy ? error : null);
            while (channel.Reader.TryRead(out _))
            {
            }
        });
    }

    public override Probe? Probe => probe;

    public bool Aborted => aborted;

    /// <summary>Whether the stage behind takes nothing more.</summary>
    public bool Closed => closed;

    public int Count => channel.Reader.Count;

    public Task Completion => channel.Reader.Completion;

    public override void Complete()
    {
        // Of a broken run, nobody is to see a regular end.
        if (!graph.Cancellation.IsCancellationRequested)
        {
            channel.Writer.TryComplete();
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
        if (!channel.Writer.TryWrite(new Packet<T>(item, ticket)))
        {
            return false;
        }

        if (counts)
        {
            probe!.Received();
        }

        return true;
    }

    public ValueTask<bool> WaitToSendAsync(CancellationToken cancellationToken) => channel.Writer.WaitToWriteAsync(cancellationToken);

    public override ValueTask<bool> SendAsync(T item, Ticket? ticket) =>
        TrySend(item, ticket) ? new ValueTask<bool>(true) : SendSlowlyAsync(item, ticket);

    public bool TryTake(out Packet<T> packet)
    {
        if (!aborted && channel.Reader.TryRead(out packet))
        {
            return true;
        }

        packet = default;
        return false;
    }

    public bool TryPeek(out Packet<T> packet) => channel.Reader.TryPeek(out packet);

    public ValueTask<bool> WaitToTakeAsync(CancellationToken cancellationToken = default) =>
        channel.Reader.WaitToReadAsync(cancellationToken);

    public ValueTask<Taken<T>> TakeAsync() =>
        TryTake(out Packet<T> packet) ? new ValueTask<Taken<T>>(new Taken<T>(true, packet)) : TakeSlowlyAsync();

    /// <summary>Takes nothing more; what waits is let go of.</summary>
    public async ValueTask CloseAsync()
    {
        closed = true;
        channel.Writer.TryComplete();
        while (TryTake(out Packet<T> packet))
        {
            await packet.Ticket.RefuseAsync().ConfigureAwait(false);
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendSlowlyAsync(T item, Ticket? ticket)
    {
        await writeTurn.WaitAsync().ConfigureAwait(false);
        try
        {
            while (!aborted && await channel.Writer.WaitToWriteAsync().ConfigureAwait(false))
            {
                if (TrySend(item, ticket))
                {
                    return true;
                }
            }
        }
        catch (Exception) when (aborted)
        {
            return false;
        }
        finally
        {
            writeTurn.Release();
        }

        if (!aborted)
        {
            await ticket.RefuseAsync().ConfigureAwait(false);
        }

        return false;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Taken<T>> TakeSlowlyAsync()
    {
        if (readTurn is not null)
        {
            await readTurn.WaitAsync().ConfigureAwait(false);
        }

        try
        {
            while (!aborted && await channel.Reader.WaitToReadAsync().ConfigureAwait(false))
            {
                if (TryTake(out Packet<T> packet))
                {
                    return new Taken<T>(true, packet);
                }
            }
        }
        catch (Exception) when (aborted)
        {
            // An aborted run ends its stages; what broke is reported once, by the run.
        }
        finally
        {
            readTurn?.Release();
        }

        return default;
    }
}
