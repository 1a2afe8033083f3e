using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>Runs a stage that is written over a channel's reader and writer.</summary>
internal static class ChannelStageRunner
{
    public static Outlet<TIn> Attach<TIn, TOut>(
        Stage<TIn, TOut> stage, Graph graph, Outlet<TOut> outlet, StageSettings settings, StageKind kind = StageKind.Stage)
    {
        Probe probe = graph.Register(settings.Name ?? stage.Name, kind);
        outlet.Link(graph, probe);
        Edge<TIn> input = new(graph, probe, settings.CapacityOr(graph));

        // A channel's writer may be asked to try, and try again; only a queue can do that.
        Edge<TOut> output = outlet as Edge<TOut> ?? Pump.Attach(graph, probe, outlet, graph.Options.Capacity);
        graph.Launch(probe, () => RunAsync(stage, graph, probe, input, output), () => input.FinishAsync(output));
        return input;
    }

    private static async Task RunAsync<TIn, TOut>(
        Stage<TIn, TOut> stage, Graph graph, Probe probe, Edge<TIn> input, Edge<TOut> output)
    {
        ConcurrentQueue<Ticket?>? tickets = stage.IsOneToOne ? new() : null;
        PacketReader<TIn> reader = new(input, graph, tickets);
        PacketWriter<TOut> writer = new(output, graph, probe, tickets, probe.Name);
        try
        {
            await stage.RunAsync(reader, writer, new StageContext(graph, probe)).ConfigureAwait(false);
            if (writer.Failure is { } failure)
            {
                throw failure;
            }

            if (tickets is not null && tickets.Any(t => t is not null) && !output.Closed && !output.Aborted)
            {
                throw new InvalidOperationException(
                    $"Stage '{probe.Name}' says that it is one-to-one, but ended {tickets.Count} items short of what it had read.");
            }
        }
        catch (ChannelClosedException) when (output.Closed || output.Aborted)
        {
            // WriteAsync says in this way that nobody takes more.
        }
    }
}
