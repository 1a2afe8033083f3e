namespace Freshet.Events;

/// <summary>How one logical lookup ended; there is exactly one for each.</summary>
public abstract record LookupEvent : CacheEvent
{
    private LookupEvent(string key, DateTimeOffset at, Uri uri, CacheOutcome outcome) : base(key, at) => (Uri, Outcome) = (uri, outcome);

    /// <summary>The target URI of the request.</summary>
    public Uri Uri { get; }

    /// <summary>How the lookup ended.</summary>
    public CacheOutcome Outcome { get; }

    /// <summary>A fresh stored response was used.</summary>
    public sealed record Hit(string Key, DateTimeOffset At, Uri Uri, TimeSpan Age, string? Tier) : LookupEvent(Key, At, Uri, CacheOutcome.Hit);

    /// <summary>A stale stored response was used, and why that was allowed.</summary>
    public sealed record StaleHit(string Key, DateTimeOffset At, Uri Uri, TimeSpan Age, string Reason) : LookupEvent(Key, At, Uri, CacheOutcome.StaleHit);

    /// <summary>A 304 freshened the stored response, and why it had to be validated.</summary>
    public sealed record Revalidated(string Key, DateTimeOffset At, Uri Uri, string Reason) : LookupEvent(Key, At, Uri, CacheOutcome.Revalidated);

    /// <summary>A conditional request was answered with a new response.</summary>
    public sealed record Replaced(string Key, DateTimeOffset At, Uri Uri, int Status, string Reason) : LookupEvent(Key, At, Uri, CacheOutcome.Replaced);

    /// <summary>Nothing stored could be used, and why.</summary>
    public sealed record Miss(string Key, DateTimeOffset At, Uri Uri, int Status, string Reason) : LookupEvent(Key, At, Uri, CacheOutcome.Miss);

    /// <summary>The cache was not consulted, and why.</summary>
    public sealed record Bypass(string Key, DateTimeOffset At, Uri Uri, int Status, string Reason) : LookupEvent(Key, At, Uri, CacheOutcome.Bypass);

    /// <summary>There is no response, and what failed.</summary>
    public sealed record Failed(string Key, DateTimeOffset At, Uri Uri, Exception Error) : LookupEvent(Key, At, Uri, CacheOutcome.Failed);

    /// <summary>Calls the function of the case at hand.</summary>
    public TResult Match<TResult>(
        Func<Hit, TResult> onHit,
        Func<StaleHit, TResult> onStaleHit,
        Func<Revalidated, TResult> onRevalidated,
        Func<Replaced, TResult> onReplaced,
        Func<Miss, TResult> onMiss,
        Func<Bypass, TResult> onBypass,
        Func<Failed, TResult> onFailed) => this switch
        {
            Hit hit => onHit(hit),
            StaleHit stale => onStaleHit(stale),
            Revalidated revalidated => onRevalidated(revalidated),
            Replaced replaced => onReplaced(replaced),
            Miss miss => onMiss(miss),
            Bypass bypass => onBypass(bypass),
            Failed failed => onFailed(failed),
            _ => throw new InvalidOperationException("LookupEvent is a closed set."),
        };
}
