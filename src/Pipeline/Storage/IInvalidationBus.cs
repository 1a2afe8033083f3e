namespace Freshet.Storage;

/// <summary>The way by which the caches of several machines tell each other which records changed.</summary>
/// <remarks>All members may be called concurrently. A bus is one sender: it does not hear itself.</remarks>
public interface IInvalidationBus : IAsyncDisposable
{
    /// <summary>Tells the others of a change that the shared store has already taken; neither waits for them nor throws.</summary>
    /// <remarks>What can't be told at once is told later; when that becomes too much, as <see cref="StoreChange.Cleared"/> of everything.</remarks>
    void Publish(StoreChange change);

    /// <summary>Adds a listener to what the others publish.</summary>
    /// <remarks>Each change reaches it at least once, in order; in place of changes that may have been lost, <see cref="StoreChange.Cleared"/> of everything.</remarks>
    /// <returns>Removes the listener when disposed.</returns>
    IDisposable Subscribe(IInvalidationListener listener);
}
