namespace Freshet.Events;

/// <summary>What happened to a record in the cache's stores.</summary>
public abstract record StoreEvent : CacheEvent
{
    private StoreEvent(string key, DateTimeOffset at) : base(key, at)
    {
    }

    /// <summary>A response was stored.</summary>
    public sealed record Stored(string Key, DateTimeOffset At, long Bytes) : StoreEvent(Key, At);

    /// <summary>A response was not stored, and the condition of RFC 9111 §3 that it did not meet.</summary>
    public sealed record NotStored(string Key, DateTimeOffset At, string Reason) : StoreEvent(Key, At);

    /// <summary>A stale response that had answered was revalidated in the background, with what outcome, and what went wrong when it failed.</summary>
    public sealed record RevalidatedInBackground(string Key, DateTimeOffset At, CacheOutcome Outcome, Exception? Error) : StoreEvent(Key, At);

    /// <summary>A record was copied to a faster tier.</summary>
    public sealed record Promoted(string Key, DateTimeOffset At, string From, string To) : StoreEvent(Key, At);

    /// <summary>A record was removed to keep within a store's bounds.</summary>
    public sealed record Evicted(string Key, DateTimeOffset At, long Bytes, string Tier) : StoreEvent(Key, At);

    /// <summary>A record's expiry had passed.</summary>
    public sealed record Expired(string Key, DateTimeOffset At, string Tier) : StoreEvent(Key, At);

    /// <summary>A stored response was invalidated or removed (RFC 9111 §4.4).</summary>
    public sealed record Invalidated(string Key, DateTimeOffset At) : StoreEvent(Key, At);

    /// <summary>A record could not be read back as it was written, or a head names a body that was evicted or lost; it counts as absent.</summary>
    public sealed record Corrupt(string Key, DateTimeOffset At, string? Tier, string Problem) : StoreEvent(Key, At);

    /// <summary>A store failed; the exchange went on without it.</summary>
    public sealed record TierFailed(string Key, DateTimeOffset At, string Tier, string Operation, Exception Error) : StoreEvent(Key, At);

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(
        Func<Stored, TResult> onStored,
        Func<NotStored, TResult> onNotStored,
        Func<RevalidatedInBackground, TResult> onRevalidatedInBackground,
        Func<Promoted, TResult> onPromoted,
        Func<Evicted, TResult> onEvicted,
        Func<Expired, TResult> onExpired,
        Func<Invalidated, TResult> onInvalidated,
        Func<Corrupt, TResult> onCorrupt,
        Func<TierFailed, TResult> onTierFailed) => this switch
        {
            Stored stored => onStored(stored),
            NotStored notStored => onNotStored(notStored),
            RevalidatedInBackground revalidated => onRevalidatedInBackground(revalidated),
            Promoted promoted => onPromoted(promoted),
            Evicted evicted => onEvicted(evicted),
            Expired expired => onExpired(expired),
            Invalidated invalidated => onInvalidated(invalidated),
            Corrupt corrupt => onCorrupt(corrupt),
            TierFailed failed => onTierFailed(failed),
            _ => throw new InvalidOperationException("StoreEvent is a closed set."),
        };
}
