namespace Freshet.Flows;

/// <summary>The queue of a loop: where what is still to be done waits. It is the one place of a flow that may grow.</summary>
/// <typeparam name="TItem">What is added.</typeparam>
/// <typeparam name="TLease">What is taken: the item itself, or a lease on it.</typeparam>
/// <remarks>
/// The loop takes from one place at a time; the other members are called by several threads at once. Whatever one of them throws
/// ends the flow.
/// </remarks>
public interface ILoopQueue<in TItem, TLease>
{
    /// <summary>
    /// How many items wait to be taken, also those that may not be taken yet, but not those that are taken. The loop ends when there are none,
    /// the seeds are done, and nothing that was taken is in flight.
    /// </summary>
    long Count { get; }

    /// <summary>Adds an item. It must never wait for another one to be taken.</summary>
    /// <param name="item">The item.</param>
    /// <param name="cancellationToken">Cancelled with the run.</param>
    ValueTask AddAsync(TItem item, CancellationToken cancellationToken = default);

    /// <summary>Takes the next item, as soon as there is one that may be taken now.</summary>
    /// <param name="cancellationToken">Cancelled when the loop wants to look again whether it is at its end.</param>
    /// <returns>What was taken; it is in flight from here on.</returns>
    /// <exception cref="OperationCanceledException">
    /// Nothing was taken: the token was cancelled, or the queue let go of all that waited, so that <see cref="Count"/> is 0.
    /// </exception>
    ValueTask<TLease> TakeAsync(CancellationToken cancellationToken = default);

    /// <summary>
    /// Says that nothing that came of an item is in flight any more. Not said of what
    /// a cancelled or broken run had in flight, nor of what a stage let go because it takes no more (<c>Take</c>).
    /// </summary>
    /// <param name="lease">What was taken.</param>
    /// <param name="cancellationToken">Cancelled with the run.</param>
    ValueTask CompleteAsync(TLease lease, CancellationToken cancellationToken = default);
}
