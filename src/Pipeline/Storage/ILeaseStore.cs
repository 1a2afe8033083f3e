namespace Freshet.Storage;

/// <summary>A store of leases: what one of several machines may do at a time.</summary>
/// <remarks>
/// A lease ends when it is disposed or when its duration is over, whichever is first: who was slower than that may no longer be alone.
/// Faults of the medium are thrown as <see cref="StoreException"/>.
/// </remarks>
public interface ILeaseStore
{
    /// <summary>Takes the lease of a name unless somebody has it.</summary>
    /// <param name="name">The name, under the rules of keys.</param>
    /// <param name="duration">How long it lasts at most, a millisecond or more.</param>
    /// <param name="cancellationToken">Ends the wait; a lease that was taken all the same ends by itself.</param>
    /// <returns>The lease, whose disposal gives it back, or null when somebody has it.</returns>
    ValueTask<ILease?> TryAcquireAsync(string name, TimeSpan duration, CancellationToken cancellationToken = default);

    /// <summary>Waits until nobody has the lease of a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="atMost">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether nobody had it; somebody may have taken it again since.</returns>
    ValueTask<bool> WaitForReleaseAsync(string name, TimeSpan atMost, CancellationToken cancellationToken = default);
}
