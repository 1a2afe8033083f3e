using System.Threading.Channels;

namespace Freshet.Flows;

internal sealed class ChannelSink<T>(ChannelWriter<T> writer, bool completes) : Sink<T>
{
    internal override Outlet<T> Attach(Graph graph, StageSettings settings)
    {
        Probe probe = graph.Register(settings.Name ?? "Channel", StageKind.Sink);
        if (completes)
        {
            graph.OnEnd(error => writer.TryComplete(error));
        }

        WriterOutlet outlet = new(probe, writer, graph.Cancellation, graph.RegisterSink());
        return settings.Capacity is { } capacity ? Pump.Attach(graph, probe, outlet, capacity) : outlet;
    }

    private sealed class WriterOutlet(Probe probe, ChannelWriter<T> writer, CancellationToken cancellation, Action done) : Outlet<T>
    {
        public override Probe Probe => probe;

        public override async ValueTask<bool> SendAsync(T item, Ticket? ticket)
        {
            while (!writer.TryWrite(item))
            {
                if (!await writer.WaitToWriteAsync(cancellation).ConfigureAwait(false))
                {
                    await ticket.RefuseAsync().ConfigureAwait(false);
                    done();
                    return false;
                }
            }

            probe.Received();
            await ticket.DropAsync().ConfigureAwait(false);
            return true;
        }

        public override void Complete() => done();
    }
}
