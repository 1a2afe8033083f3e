using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>An asynchronous transformation of a bounded stream: an immutable part of a flow's blueprint, to be run any number of times.</summary>
/// <typeparam name="TIn">What comes in.</typeparam>
/// <typeparam name="TOut">What goes out.</typeparam>
public abstract partial class Stage<TIn, TOut>
{
    /// <summary>The name of the stage in pictures and errors.</summary>
    /// <value>The default is the name of the type.</value>
    public virtual string Name => GetType().Name;

    /// <summary>
    /// Whether the stage writes exactly one item for each item that it reads, in the same order. Only such a stage, or one that is made
    /// by <see cref="Stage"/>, can stand in the body of a loop, which has to know what became of each item.
    /// </summary>
    /// <value>The default is false.</value>
    public virtual bool IsOneToOne => false;

    /// <summary>
    /// Transforms one stream: reads <paramref name="input"/> to its end and writes to <paramref name="output"/>.
    /// </summary>
    /// <param name="input">The items. Reading waits while there are none; a stage that returns before the end lets the rest go.</param>
    /// <param name="output">Where results go. Writing waits while it is full, and gives false when nobody takes more.</param>
    /// <param name="context">The token, the clock and the counters of this run.</param>
    /// <returns>A task that ends with the stage; the flow then completes the output. An exception breaks the flow.</returns>
    /// <remarks>One instance may run many times, also at the same time: what belongs to a run belongs into this method.</remarks>
    public abstract Task RunAsync(ChannelReader<TIn> input, ChannelWriter<TOut> output, StageContext context);

    /// <summary>This stage, then another one.</summary>
    /// <typeparam name="TNext">What the other stage gives.</typeparam>
    /// <param name="next">The other stage.</param>
    public Stage<TIn, TNext> Via<TNext>(Stage<TOut, TNext> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return new StageChain<TIn, TOut, TNext>(this, next);
    }

    /// <summary>This stage, then a sink.</summary>
    /// <param name="sink">Where the results end.</param>
    public Sink<TIn> To(Sink<TOut> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new StageSink<TIn, TOut>(this, sink);
    }

    /// <summary>The same stage under another name; of a chain of stages, the last one.</summary>
    /// <param name="name">The name in pictures and errors.</param>
    public virtual Stage<TIn, TOut> Named(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new ConfiguredStage<TIn, TOut>(this, new StageSettings(name, null));
    }

    /// <summary>The same stage, or of a chain the last one, with so long a queue before it, so that it runs apart from the stage before.</summary>
    /// <param name="capacity">How many items may wait; from 1 to 1,048,576.</param>
    public virtual Stage<TIn, TOut> Buffered(int capacity)
    {
        Require.Capacity(capacity);
        return new ConfiguredStage<TIn, TOut>(this, new StageSettings(null, capacity));
    }

    internal virtual string? WhyNotInLoop => IsOneToOne ? null
        : $"Stage '{Name}' does not say what became of each item that it read. Make it of delegates (Stage.Map, Stage.MapAsync, ...), " +
          $"or, if it writes exactly one item for each that it reads and keeps their order, override {nameof(IsOneToOne)}.";

    /// <summary>Makes the running stage in front of what follows it.</summary>
    internal virtual Outlet<TIn> Attach(Graph graph, Outlet<TOut> outlet, StageSettings settings) =>
        ChannelStageRunner.Attach(this, graph, outlet, settings);
}
