using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>A stage over channels that is given as a delegate.</summary>
internal sealed class DelegateStage<TIn, TOut>(
    string name, StageKind kind, Func<ChannelReader<TIn>, ChannelWriter<TOut>, StageContext, Task> run) : Stage<TIn, TOut>
{
    public override string Name => name;

    public override Task RunAsync(ChannelReader<TIn> input, ChannelWriter<TOut> output, StageContext context) => run(input, output, context);

    internal override Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings) =>
        ChannelStageRunner.Attach(this, graph, outlet, settings, kind);
}
