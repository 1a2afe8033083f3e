using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>Makes sinks.</summary>
public static class Sink
{
    /// <summary>A sink that lets items go.</summary>
    /// <typeparam name="T">The items.</typeparam>
    public static Sink<T> Ignore<T>() => new ActionSink<T>("Ignore", _ => static _ => { });

    /// <summary>A sink that calls an action for each item, never twice at a time, on the thread of the stage before.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="action">The action. What it throws breaks the flow.</param>
    public static Sink<T> ForEach<T>(Action<T> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        return new ActionSink<T>(StageName.Of(action, "ForEach"), _ => action);
    }

    /// <summary>A sink that calls an asynchronous action for each item.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="action">The action. What it throws breaks the flow.</param>
    /// <param name="parallelism">How many items at a time; the default is 1.</param>
    [OverloadResolutionPriority(1)]
    public static Sink<T> ForEachAsync<T>(Func<T, CancellationToken, ValueTask> action, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Consume<T>(StageName.Of(action, "ForEach"), parallelism, action);
    }

    /// <inheritdoc cref="ForEachAsync{T}(Func{T, CancellationToken, ValueTask}, int)"/>
    public static Sink<T> ForEachAsync<T>(Func<T, CancellationToken, Task> action, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Consume<T>(StageName.Of(action, "ForEach"), parallelism, (item, token) => new ValueTask(action(item, token)));
    }

    /// <inheritdoc cref="ForEachAsync{T}(Func{T, CancellationToken, ValueTask}, int)"/>
    [OverloadResolutionPriority(1)]
    public static Sink<T> ForEachAsync<T>(Func<T, ValueTask> action, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Consume<T>(StageName.Of(action, "ForEach"), parallelism, (item, _) => action(item));
    }

    /// <inheritdoc cref="ForEachAsync{T}(Func{T, CancellationToken, ValueTask}, int)"/>
    public static Sink<T> ForEachAsync<T>(Func<T, Task> action, int parallelism = 1)
    {
        ArgumentNullException.ThrowIfNull(action);
        return Consume<T>(StageName.Of(action, "ForEach"), parallelism, (item, _) => new ValueTask(action(item)));
    }

    /// <summary>A sink that writes to a channel, and waits while it is full.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="writer">The channel's writer. When it is completed from elsewhere, the sink takes no more.</param>
    /// <param name="completes">Whether the end of the run, or its error, completes the channel; the default is true.</param>
    public static Sink<T> ToChannel<T>(ChannelWriter<T> writer, bool completes = true)
    {
        ArgumentNullException.ThrowIfNull(writer);
        return new ChannelSink<T>(writer, completes);
    }

    /// <summary>A sink that tells an observer, never twice at a time: each item, then the end of the run or its error.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="observer">The observer. A slow one holds the flow back.</param>
    public static Sink<T> ToObserver<T>(IObserver<T> observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        return new ActionSink<T>("Observer", graph =>
        {
            graph.OnEnd(error =>
            {
                if (error is null)
                {
                    observer.OnCompleted();
                }
                else
                {
                    observer.OnError(error);
                }
            });
            return observer.OnNext;
        });
    }

    /// <summary>A sink that is written over a channel's reader.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="consume">Reads to the end; what it throws breaks the flow.</param>
    public static Sink<T> Create<T>(Func<ChannelReader<T>, CancellationToken, Task> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        return new DelegateStage<T, bool>(
            StageName.Of(consume, "Sink"), StageKind.Sink, (input, _, context) => consume(input, context.Cancellation)).To(new EndSink<bool>());
    }

    private static Sink<T> Consume<T>(string name, int parallelism, Func<T, CancellationToken, ValueTask> action)
    {
        Require.Parallelism(parallelism);
        return new WorkerStage<T, bool>(name, parallelism, false, async (item, token) =>
        {
            await action(item, token).ConfigureAwait(false);
            return true;
        }, StageKind.Sink).To(new EndSink<bool>());
    }
}
