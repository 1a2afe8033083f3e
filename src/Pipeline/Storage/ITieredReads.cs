namespace Freshet.Storage;

/// <summary>A store of several tiers that can be asked past its fast ones, for what has to be the same on every machine.</summary>
public interface ITieredReads
{
    /// <summary>Reads the record of a key from the last tier that answers, and promotes nothing.</summary>
    /// <returns>The record, to be disposed by the caller, or null when that tier has none.</returns>
    ValueTask<StoreRecord?> GetFromLastAsync(string key, CancellationToken cancellationToken = default);
}
