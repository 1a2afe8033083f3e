namespace Freshet.Values;

/// <summary>Where a value is looked for and kept.</summary>
[Flags]
public enum ValuePlaces
{
    /// <summary>Nowhere: callers at the same time still share one factory.</summary>
    None = 0,

    /// <summary>In the memory of the process.</summary>
    Memory = 1,

    /// <summary>In the store.</summary>
    Store = 2,

    /// <summary>In both.</summary>
    All = Memory | Store,
}
