namespace Freshet.Storage;

/// <summary>What became of records that several machines may hold copies of.</summary>
public abstract record StoreChange
{
    private StoreChange()
    {
    }

    /// <summary>A record was written or removed.</summary>
    /// <param name="Key">Its key.</param>
    public sealed record Changed(string Key) : StoreChange;

    /// <summary>The records under a prefix were removed, or any of them may have changed.</summary>
    /// <param name="Prefix">What their keys begin with; empty for all records.</param>
    public sealed record Cleared(string Prefix) : StoreChange;

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(Func<Changed, TResult> onChanged, Func<Cleared, TResult> onCleared) => this switch
    {
        Changed changed => onChanged(changed),
        Cleared cleared => onCleared(cleared),
        _ => throw new InvalidOperationException("StoreChange is a closed set."),
    };
}
