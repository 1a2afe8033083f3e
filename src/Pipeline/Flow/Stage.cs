using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>Makes stages of delegates.</summary>
/// <remarks>
/// A synchronous stage has no queue and no thread of its own: it runs on the thread that brings the item. Its function is never called twice at a
/// time, unless it is given a parallelism; only the functions that choose a way (<c>Branch</c>, <c>Route</c>, <c>Divert</c>) may be.
/// </remarks>
public static partial class Stage
{
    /// <summary>A stage that passes items on, to begin a chain of stages with, or for the branch where nothing is done.</summary>
    /// <typeparam name="T">The items.</typeparam>
    public static Stage<T, T> Of<T>() => new IdentityStage<T>();

    /// <summary>A stage that makes something of each item.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What the function gives.</typeparam>
    /// <param name="map">The function. What it throws breaks the flow.</param>
    public static Stage<TIn, TOut> Map<TIn, TOut>(Func<TIn, TOut> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new FusedStage<TIn, TOut>(StageName.Of(map, "Map"), (probe, next) => new MapOutlet<TIn, TOut>(probe, next, map));
    }

    /// <summary>A stage that makes something of several items at a time, on as many threads, behind a queue of its own.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What the function gives.</typeparam>
    /// <param name="map">The function. What it throws breaks the flow.</param>
    /// <param name="parallelism">How many items at a time.</param>
    /// <param name="ordered">Whether results keep the order of their items; the default is false.</param>
    public static Stage<TIn, TOut> Map<TIn, TOut>(Func<TIn, TOut> map, int parallelism, bool ordered = false)
    {
        ArgumentNullException.ThrowIfNull(map);
        Require.Parallelism(parallelism);
        return new WorkerStage<TIn, TOut>(
            StageName.Of(map, "Map"), parallelism, ordered, (item, _) => new ValueTask<TOut>(map(item)));
    }

    /// <summary>A stage that passes on the items that a predicate keeps.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="keep">The predicate. What it throws breaks the flow.</param>
    public static Stage<T, T> Filter<T>(Func<T, bool> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        return new FusedStage<T, T>(StageName.Of(keep, "Filter"), (probe, next) => new FilterOutlet<T>(probe, next, keep));
    }

    /// <summary>A stage that makes any number of items of each.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What goes out.</typeparam>
    /// <param name="map">The function; what it gives is enumerated as fast as the next stage takes. What it throws breaks the flow.</param>
    public static Stage<TIn, TOut> FlatMap<TIn, TOut>(Func<TIn, IEnumerable<TOut>> map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return new FusedStage<TIn, TOut>(StageName.Of(map, "FlatMap"), (probe, next) => new FlatMapOutlet<TIn, TOut>(probe, next, map));
    }

    /// <summary>A stage that looks at each item and passes it on.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="action">The action. What it throws breaks the flow.</param>
    public static Stage<T, T> Tap<T>(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new FusedStage<T, T>(StageName.Of(action, "Tap"), (probe, next) => new MapOutlet<T, T>(probe, next, item =>
        {
            action(item);
            return item;
        }));
    }

    /// <summary>A stage that passes on so many items and takes no more. When no sink takes more, the sources are stopped.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="count">How many; at least 1.</param>
    public static Stage<T, T> Take<T>(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new FusedStage<T, T>("Take", (probe, next) => new TakeOutlet<T>(probe, next, count));
    }

    /// <summary>A stage that gathers items into arrays.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="size">How many items make a batch; at least 1. The last batch, or a late one, may be smaller.</param>
    /// <param name="maxWait">How long the first item of a batch waits at most for the others; for ever when null, the default.</param>
    public static Stage<T, T[]> Batch<T>(int size, TimeSpan? maxWait = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        if (maxWait is { } wait)
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(wait, TimeSpan.Zero, nameof(maxWait));
        }

        return new BatchStage<T>(size, maxWait);
    }

    /// <summary>A stage that sends each item to a sink and on. Both hold it back when they are full.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="sink">The sink.</param>
    public static Stage<T, T> AlsoTo<T>(Sink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new TeeStage<T>(sink);
    }

    /// <summary>A stage that is written over a channel's reader and writer, as <see cref="Stage{TIn, TOut}.RunAsync"/> is.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What goes out.</typeparam>
    /// <param name="run">Reads to the end; the flow completes the output. What it throws breaks the flow.</param>
    public static Stage<TIn, TOut> Create<TIn, TOut>(Func<ChannelReader<TIn>, ChannelWriter<TOut>, StageContext, Task> run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new DelegateStage<TIn, TOut>(StageName.Of(run, "Stage"), StageKind.Stage, run);
    }

    /// <summary>A stage that is a function of asynchronous sequences.</summary>
    /// <typeparam name="TIn">What comes in.</typeparam>
    /// <typeparam name="TOut">What goes out.</typeparam>
    /// <param name="through">The function, for example operators of <c>System.Linq.AsyncEnumerable</c>.</param>
    public static Stage<TIn, TOut> Through<TIn, TOut>(Func<IAsyncEnumerable<TIn>, IAsyncEnumerable<TOut>> through)
    {
        ArgumentNullException.ThrowIfNull(through);
        return new DelegateStage<TIn, TOut>(StageName.Of(through, "Through"), StageKind.Stage, async (input, output, context) =>
        {
            IAsyncEnumerable<TOut> results = through(input.ReadAllAsync(context.Cancellation));
            await foreach (TOut result in results.WithCancellation(context.Cancellation).ConfigureAwait(false))
            {
                await output.WriteAsync(result, context.Cancellation).ConfigureAwait(false);
            }
        });
    }
}
