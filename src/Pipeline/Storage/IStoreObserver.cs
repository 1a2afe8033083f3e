namespace Freshet.Storage;

/// <summary>Is told what a store does of its own accord; calls must be cheap and must not throw.</summary>
public interface IStoreObserver
{
    /// <summary>A record was copied from a slower tier to a faster one.</summary>
    void Promoted(string key, string fromTier, string toTier);

    /// <summary>A record was removed to keep within the store's bounds.</summary>
    void Evicted(string key, long bytes, string tier);

    /// <summary>A record was removed or not returned because its expiry had passed.</summary>
    void Expired(string key, string tier);

    /// <summary>A record was unreadable and is gone: torn, altered or of another key.</summary>
    void Corrupt(string key, string tier, string problem);

    /// <summary>A store or a tier failed; the operation went on without it.</summary>
    void TierFailed(string tier, string operation, Exception error);
}
