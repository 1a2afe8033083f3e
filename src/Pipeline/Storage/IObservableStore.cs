namespace Freshet.Storage;

/// <summary>A store that tells what it does of its own accord.</summary>
public interface IObservableStore
{
    /// <summary>Adds an observer; several caches may share one store.</summary>
    /// <returns>Removes the observer when disposed.</returns>
    IDisposable Observe(IStoreObserver observer);
}
