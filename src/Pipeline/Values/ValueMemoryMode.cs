namespace Freshet.Values;

/// <summary>What a cache holds in memory.</summary>
public enum ValueMemoryMode
{
    /// <summary>The objects themselves, which everybody shares: right for immutable types.</summary>
    Objects,

    /// <summary>Serialised copies: each caller gets an object of its own. Types known to be immutable, such as strings and numbers, are held as they are.</summary>
    Copies,

    /// <summary>Nothing: the store is asked each time.</summary>
    Off,
}
