using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>Passes on what the store of a tier tells, under the name of the tier.</summary>
internal sealed class TierEvents(string name, StoreObservers observers) : IStoreObserver
{
    public void Promoted(string key, string fromTier, string toTier) => observers.Promoted(key, fromTier, toTier);

    public void Evicted(string key, long bytes, string tier) => observers.Evicted(key, bytes, name);

    public void Expired(string key, string tier) => observers.Expired(key, name);

    public void Corrupt(string key, string tier, string problem) => observers.Corrupt(key, name, problem);

    public void TierFailed(string tier, string operation, Exception error) => observers.TierFailed(name, operation, error);
}
