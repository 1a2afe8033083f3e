using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>A stage that the graph knows how to make, without a channel at both ends.</summary>
internal abstract class GraphStage<TIn, TOut> : Stage<TIn, TOut>
{
    internal override string? WhyNotInLoop => null;

    public sealed override Task RunAsync(ChannelReader<TIn> input, ChannelWriter<TOut> output, StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return Source.From(input).Via(this).To(Sink.ToChannel(output, completes: false))
            .RunAsync(new FlowOptions { Time = context.Time }, context.Cancellation);
    }

    internal abstract override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings);
}
