namespace Freshet.Values;

/// <summary>How long memory holds on to a value when it runs full.</summary>
public enum ValuePriority
{
    /// <summary>As long as it is used.</summary>
    Normal,

    /// <summary>It is the first to go.</summary>
    Low,

    /// <summary>It outlasts several rounds of eviction without being used.</summary>
    High,

    /// <summary>It stays until it expires or is removed; it counts against the bounds all the same.</summary>
    Pinned,
}
