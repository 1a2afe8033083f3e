namespace Freshet.Storage;

/// <summary>Is told which records changed on other machines.</summary>
public interface IInvalidationListener
{
    /// <summary>Takes note of a change; the next one is told when this is done. Errors are the listener's own affair: it must not throw.</summary>
    ValueTask ChangedAsync(StoreChange change, CancellationToken cancellationToken = default);
}
