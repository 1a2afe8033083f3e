namespace Freshet.Storage;

/// <summary>A record of a store as people read and edit it: stored responses have their bodies with them.</summary>
public sealed record TransferRecord
{
    /// <summary>The key: 1 to 4,096 UTF-8 bytes.</summary>
    public required string Key { get; init; }

    /// <summary>When the record leaves the store, or null for never.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The stored responses of the key, the most recently stored first; null for a record of another kind.</summary>
    public IReadOnlyList<TransferResponse>? Responses { get; init; }

    /// <summary>The bytes of a record of another kind.</summary>
    public ReadOnlyMemory<byte> Value { get; init; }

    // ArgumentException: no store would take it.
    internal void Check()
    {
        StoreLimits.CheckKey(Key);
        if (Responses is null)
        {
            StoreLimits.CheckValue(Value);
            return;
        }

        if (Responses.Count > StoredHeads.MaxHeads)
        {
            throw new ArgumentException($"There are {Responses.Count} responses; a record has at most {StoredHeads.MaxHeads}.");
        }

        if (Responses.FirstOrDefault(response => response.Status is < 100 or > 999) is { } wrong)
        {
            throw new ArgumentException($"A status is {wrong.Status}; it has three digits.");
        }

        if (Responses.Any(response => response.Method.Length == 0))
        {
            throw new ArgumentException("A method is empty.");
        }
    }
}
