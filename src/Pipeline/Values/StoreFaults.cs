namespace Freshet.Values;

/// <summary>What a cache does when its store fails; the fault is an event in any case.</summary>
public enum StoreFaults
{
    /// <summary>Lookups go on without the store; a change that the store did not take throws, since nobody could tell otherwise.</summary>
    RaiseOnChange,

    /// <summary>Everything goes on without the store.</summary>
    Hide,

    /// <summary>Lookups throw too.</summary>
    Raise,
}
