using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>A source that the user writes over a channel's writer.</summary>
internal sealed class WriterSource<T>(string name, Func<ChannelWriter<T>, CancellationToken, Task> produce) : Source<T>
{
    internal override Source<T> Rename(string other) => new WriterSource<T>(other, produce);

    internal override void Start(Graph graph, Outlet<T> outlet)
    {
        Probe probe = graph.Register(name, StageKind.Source);
        outlet.Link(graph, probe);
        Edge<T> output = outlet as Edge<T> ?? Pump.Attach(graph, probe, outlet, graph.Options.Capacity);
        graph.Launch(probe, async () =>
        {
            PacketWriter<T> writer = new(output, graph, probe, null, name);
            try
            {
                await produce(writer, graph.Stopping).ConfigureAwait(false);
                if (writer.Failure is { } failure)
                {
                    throw failure;
                }
            }
            catch (OperationCanceledException) when (graph.Stopping.IsCancellationRequested)
            {
                // Told to stop.
            }
            catch (ChannelClosedException) when (output.Closed || output.Aborted)
            {
                // WriteAsync says in this way that nobody takes more.
            }
        }, output.FinishAsync);
    }
}
