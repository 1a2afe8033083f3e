namespace Freshet.Storage;

/// <summary>A store that can give back the space of what is no longer of use: expired, replaced and unreadable records.</summary>
public interface ICompactable
{
    /// <summary>Gives the space back; the store may be used meanwhile.</summary>
    /// <returns>How many bytes were given back, as well as the store can tell.</returns>
    ValueTask<long> CompactAsync(CancellationToken cancellationToken = default);
}
