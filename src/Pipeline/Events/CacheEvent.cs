namespace Freshet.Events;

/// <summary>Something that the cache did: how a lookup ended, or what happened in its stores.</summary>
public abstract record CacheEvent
{
    private protected CacheEvent(string key, DateTimeOffset at) => (Key, At) = (key, at);

    /// <summary>The cache key, or the store's key for what stores do of their own accord.</summary>
    public string Key { get; }

    /// <summary>When it happened.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(
        Func<LookupEvent, TResult> onLookup, Func<StoreEvent, TResult> onStore, Func<ValueEvent, TResult> onValue) => this switch
    {
        LookupEvent lookup => onLookup(lookup),
        StoreEvent store => onStore(store),
        ValueEvent value => onValue(value),
        _ => throw new InvalidOperationException("CacheEvent is a closed set."),
    };
}
