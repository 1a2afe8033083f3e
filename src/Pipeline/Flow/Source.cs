using System.Threading.Channels;

namespace Freshet.Flows;

/// <summary>Makes sources.</summary>
public static class Source
{
    /// <summary>A source of given items.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The items, enumerated anew by each run, as fast as the next stage takes.</param>
    public static Source<T> From<T>(IEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new PushSource<T>("Items", async (graph, _, send) =>
        {
            using IEnumerator<T> each = items.GetEnumerator();
            while (!graph.Stopping.IsCancellationRequested && each.MoveNext() && await send(each.Current).ConfigureAwait(false))
            {
            }
        });
    }

    /// <summary>A source of an asynchronous sequence.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The items, enumerated anew by each run, as fast as the next stage takes. Its token is cancelled when the run stops.</param>
    public static Source<T> From<T>(IAsyncEnumerable<T> items)
    {
        ArgumentNullException.ThrowIfNull(items);
        return new PushSource<T>("Items", (graph, _, send) => AsyncItems.PushAsync(items, graph, send));
    }

    /// <summary>A source that reads a channel to its end. Runs that read the same channel share its items.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="reader">The channel's reader. A run that stops leaves unread what it has not taken.</param>
    public static Source<T> From<T>(ChannelReader<T> reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new PushSource<T>("Channel", async (graph, _, send) =>
        {
            while (await reader.WaitToReadAsync(graph.Stopping).ConfigureAwait(false))
            {
                while (!graph.Stopping.IsCancellationRequested && reader.TryRead(out T? item))
                {
                    if (!await send(item).ConfigureAwait(false))
                    {
                        return;
                    }
                }
            }
        });
    }

    /// <summary>A source that subscribes to an observable when it runs.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="items">The observable. Its error breaks the flow.</param>
    /// <param name="overflow">What happens when the buffer is full.</param>
    /// <param name="capacity">How many items the buffer holds; the run's default when null.</param>
    public static Source<T> From<T>(IObservable<T> items, Overflow overflow, int? capacity = null)
    {
        ArgumentNullException.ThrowIfNull(items);
        if (!Enum.IsDefined(overflow))
        {
            throw new ArgumentOutOfRangeException(nameof(overflow), overflow, "Name one of the overflow strategies.");
        }

        if (capacity is { } room)
        {
            Require.Capacity(room);
        }

        return new ObservableSource<T>("Observable", items, overflow, capacity);
    }

    /// <summary>A source that is written over a channel's writer.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="produce">Writes until it is done, or until its token is cancelled, which says that the run stops.</param>
    public static Source<T> Create<T>(Func<ChannelWriter<T>, CancellationToken, Task> produce)
    {
        ArgumentNullException.ThrowIfNull(produce);
        return new WriterSource<T>(StageName.Of(produce, "Source"), produce);
    }

    /// <summary>A source of what several sources give, in the order in which it comes.</summary>
    /// <typeparam name="T">The items.</typeparam>
    /// <param name="sources">The sources; at least one.</param>
    public static Source<T> Merge<T>(params Source<T>[] sources)
    {
        ArgumentNullException.ThrowIfNull(sources);
        ArgumentOutOfRangeException.ThrowIfZero(sources.Length, nameof(sources));
        return new MergeSource<T>([.. sources]);
    }

    /// <summary>
    /// A source of the results of a loop: seeds are queued; what is taken from the queue goes through the body; each result may add to the
    /// queue, then flows on. The loop ends when the seeds are done, the queue is empty and nothing is in flight.
    /// </summary>
    /// <typeparam name="TItem">What is queued.</typeparam>
    /// <typeparam name="TLease">What is taken from the queue.</typeparam>
    /// <typeparam name="TResult">What the body gives.</typeparam>
    /// <param name="seeds">What the loop begins with.</param>
    /// <param name="queue">The queue. It belongs to the caller, and is shared by the runs of this blueprint.</param>
    /// <param name="body">
    /// What is done with each item: any number of results, also none. The item is completed when nothing that came of it is in flight.
    /// </param>
    /// <param name="next">What a result adds to the queue; nothing when null, where the body itself adds.</param>
    /// <param name="maxInFlight">How many items may be taken and not completed; the default is 256.</param>
    /// <exception cref="ArgumentException">The body has a stage that does not say what became of its items.</exception>
    public static Source<TResult> Loop<TItem, TLease, TResult>(
        Source<TItem> seeds,
        ILoopQueue<TItem, TLease> queue,
        Stage<TLease, TResult> body,
        Func<TResult, IEnumerable<TItem>>? next = null,
        int maxInFlight = 256)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        ArgumentNullException.ThrowIfNull(queue);
        ArgumentNullException.ThrowIfNull(body);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxInFlight, 1);
        return body.WhyNotInLoop is { } why
            ? throw new ArgumentException(why, nameof(body))
            : new LoopSource<TItem, TLease, TResult>("Loop", seeds, queue, body, next, maxInFlight);
    }
}
