using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>What a user's stage writes to. Of a one-to-one stage, each item gets the ticket of the oldest one that was read.</summary>
internal sealed class PacketWriter<T>(Edge<T> edge, Graph graph, Probe? probe, ConcurrentQueue<Ticket?>? tickets, string stage)
    : ChannelWriter<T>
{
    private readonly Lock _gate = new();
    private volatile Exception? _failure;

    /// <summary>The error that the stage completed its output with.</summary>
    public Exception? Failure => _failure;

    public override bool TryWrite(T item)
    {
        bool written = tickets is null ? edge.TrySend(item, null) : TryWriteInTurn(item, tickets);
        if (written)
        {
            probe?.Emitted();
        }

        return written;
    }

    public override async ValueTask<bool> WaitToWriteAsync(CancellationToken cancellationToken = default)
    {
        bool room = await edge.WaitToSendAsync(cancellationToken).ConfigureAwait(false);
        if (!room && edge.Aborted)
        {
            throw new OperationCanceledException(graph.Cancellation);
        }

        return room;
    }

    /// <summary>A stage may complete its output early; the flow completes it in any case.</summary>
    public override bool TryComplete(Exception? error = null)
    {
        _failure ??= error;
        return true;
    }

    private bool TryWriteInTurn(T item, ConcurrentQueue<Ticket?> waiting)
    {
        lock (_gate)
        {
            if (!waiting.TryPeek(out Ticket? ticket))
            {
                throw new InvalidOperationException(
                    $"Stage '{stage}' says that it is one-to-one, but wrote more items than it had read.");
            }

            if (!edge.TrySend(item, ticket))
            {
                return false;
            }

            waiting.TryDequeue(out _);
            return true;
        }
    }
}
