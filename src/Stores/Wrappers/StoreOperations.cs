namespace Freshet.Stores;

/// <summary>The operations of a store, for <see cref="FaultOptions"/>.</summary>
[Flags]
public enum StoreOperations
{
    /// <summary>No operation.</summary>
    None = 0,

    /// <summary>Reading.</summary>
    Get = 1,

    /// <summary>Writing.</summary>
    Set = 2,

    /// <summary>Removing.</summary>
    Remove = 4,

    /// <summary>Listing.</summary>
    Scan = 8,

    /// <summary>Clearing.</summary>
    Clear = 16,

    /// <summary>Flushing.</summary>
    Flush = 32,

    /// <summary>All of them.</summary>
    All = Get | Set | Remove | Scan | Clear | Flush,
}
