using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>What a user's stage reads from: the items without their tickets.</summary>
/// <remarks>ReadAsync and ReadAllAsync are the base class's, which wait and then try: safe under cancellation.</remarks>
internal sealed class PacketReader<T>(Edge<T> edge, Graph graph, ConcurrentQueue<Ticket?>? tickets, bool isOutput = false) : ChannelReader<T>
{
    private readonly Lock _gate = new();

    public override bool CanCount => true;

    public override int Count => edge.Count;

    public override bool CanPeek => true;

    public override Task Completion => edge.Completion;

    public override bool TryPeek(out T item)
    {
        bool found = edge.TryPeek(out Packet<T> packet);
        item = packet.Item;
        return found;
    }

    public override bool TryRead(out T item)
    {
        if (tickets is null)
        {
            bool found = edge.TryTake(out Packet<T> packet);
            item = packet.Item;
            return found;
        }

        lock (_gate)
        {
            bool found = edge.TryTake(out Packet<T> packet);
            if (found)
            {
                tickets.Enqueue(packet.Ticket);
            }

            item = packet.Item;
            return found;
        }
    }

    public override async ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        bool more = await edge.WaitToTakeAsync(cancellationToken).ConfigureAwait(false);
        if (!more && edge.Aborted)
        {
            // Nobody must take an aborted run for the end of the items.
            throw isOutput ? graph.Error()! : new OperationCanceledException(graph.Cancellation);
        }

        return more;
    }
}
