using Freshet.Rules;

namespace Freshet.Control;

/// <summary>Every reason of the rules in words, with the RFC's section.</summary>
public static class Reasons
{
    /// <summary>Why a response is not stored.</summary>
    public static Reason Of(DoNotStoreReason reason) => Make(reason, reason switch
    {
        DoNotStoreReason.MethodNotCacheable => ("responses to this method are not stored", "RFC 9111 §3; option Storing.Methods"),
        DoNotStoreReason.RequestNoStore => ("the request has no-store", "RFC 9111 §5.2.1.5"),
        DoNotStoreReason.StatusNotFinal => ("the status code is not final", "RFC 9111 §3"),
        DoNotStoreReason.PartialContent => ("it is a part that is not one range of bytes as it was asked for", "RFC 9111 §3.3"),
        DoNotStoreReason.NotModified => ("a 304 freshens what is stored, and is not stored itself", "RFC 9111 §4.3.4"),
        DoNotStoreReason.StatusNotUnderstood => ("it has must-understand, and the status code is not known here", "RFC 9111 §5.2.2.3"),
        DoNotStoreReason.NoStore => ("the response has no-store", "RFC 9111 §5.2.2.5"),
        DoNotStoreReason.PrivateOnSharedCache => ("the response has private, and the cache is shared", "RFC 9111 §5.2.2.7"),
        DoNotStoreReason.AuthorizationOnSharedCache =>
            ("the request has Authorization, the cache is shared, and the response does not allow it", "RFC 9111 §3.5"),
        DoNotStoreReason.VaryAsterisk => ("Vary has *: it would never match a request", "RFC 9111 §4.1"),
        DoNotStoreReason.NoExplicitFreshnessNorHeuristic =>
            ("nothing says how long it is fresh, and its status code allows no heuristics", "RFC 9111 §3, §4.2.2"),
        DoNotStoreReason.ReadOnly => ("the cache is read-only or offline", "option ReadOnly, Offline"),
        DoNotStoreReason.StatusExcluded => ("its status code is excluded", "option Storing.Statuses, Storing.ExcludedStatuses"),
        DoNotStoreReason.Excluded => ("a lifetime or filter excludes it", "option Lifetime, Bypass, Storing.Filter"),
        DoNotStoreReason.BodyTooLarge => ("its body is larger than is stored", "option MaxStoredBodyBytes"),
        DoNotStoreReason.Incomplete => ("its body ended early, or was not read to its end", "RFC 9111 §3.3"),
        DoNotStoreReason.Invalidated => ("its URI was invalidated while it was under way", "RFC 9111 §4.4"),
        _ => default,
    });

    /// <summary>Why a stored response is not used as it is.</summary>
    public static Reason Of(StaleReason reason) => Make(reason, reason switch
    {
        StaleReason.Invalidated => ("it was invalidated", "RFC 9111 §4.4"),
        StaleReason.NoCache => ("the response has no-cache", "RFC 9111 §5.2.2.4"),
        StaleReason.NoStore => ("the response has no-store since it was validated", "RFC 9111 §5.2.2.5"),
        StaleReason.Expired => ("its age has reached its freshness lifetime", "RFC 9111 §4.2"),
        StaleReason.NoFreshnessLifetime => ("it has no freshness lifetime", "RFC 9111 §4.2"),
        StaleReason.RequestNoCache => ("the request has no-cache", "RFC 9111 §5.2.1.4"),
        StaleReason.RequestMaxAge => ("it is older than the request's max-age", "RFC 9111 §5.2.1.1"),
        StaleReason.RequestMinFresh => ("it is not fresh for the request's min-fresh", "RFC 9111 §5.2.1.3"),
        StaleReason.Refresh => ("a soft refresh is asked for", "option Refresh"),
        _ => default,
    });

    /// <summary>Why nothing stored answers.</summary>
    public static Reason Of(MissReason reason) => Make(reason, reason switch
    {
        MissReason.NoStoredResponse => ("nothing is stored under its key", "RFC 9111 §4"),
        MissReason.VaryMismatch => ("the fields that Vary names are others than those of what is stored", "RFC 9111 §4.1"),
        MissReason.Refresh => ("a hard refresh is asked for", "option Refresh"),
        MissReason.Incomplete => ("what is stored is a part without what is asked for", "RFC 9111 §3.3"),
        _ => default,
    });

    /// <summary>Why the cache takes no part.</summary>
    public static Reason Of(BypassReason reason) => Make(reason, reason switch
    {
        BypassReason.MethodNotCacheable => ("responses to this method are not reused", "RFC 9111 §4; option Storing.Methods"),
        BypassReason.RequestNoStore => ("the request has no-store", "RFC 9111 §5.2.1.5"),
        BypassReason.RangeRequest => ("the request is for a range in a unit that is not known", "RFC 9110 §14.2"),
        BypassReason.OriginPrecondition => ("the request has a condition that only the origin may evaluate", "RFC 9111 §4.3.2"),
        BypassReason.Excluded => ("a lifetime, filter or bypass keeps the cache out", "option Lifetime, Bypass, Storing.Filter"),
        BypassReason.ContentNotAtHand => ("its content is part of its key, and is not at hand or too long", "option Key.MaxContentBytes"),
        _ => default,
    });

    /// <summary>Why a stale response may stand in, or not.</summary>
    public static Reason Of(StalePermission permission) => Make(permission, permission switch
    {
        StalePermission.Allowed => ("it may", "RFC 9111 §4.2.4, RFC 5861"),
        StalePermission.MustRevalidate => ("the response has must-revalidate", "RFC 9111 §5.2.2.2"),
        StalePermission.NoCache => ("the response has no-cache or no-store", "RFC 9111 §5.2.2.4, §5.2.2.5"),
        StalePermission.ProxyRevalidate => ("the response has proxy-revalidate, and the cache is shared", "RFC 9111 §5.2.2.8"),
        StalePermission.SMaxAge => ("the response has s-maxage, and the cache is shared", "RFC 9111 §5.2.2.10"),
        StalePermission.Invalidated => ("it was invalidated", "RFC 9111 §4.4"),
        StalePermission.NotPermitted => ("neither response nor request nor option allows it", "RFC 9111 §4.2.4, RFC 5861"),
        StalePermission.StaleForTooLong => ("it has been stale for longer than is allowed", "RFC 9111 §4.2.4, RFC 5861"),
        _ => default,
    });

    /// <summary>What a lifetime comes from.</summary>
    public static Reason Of(LifetimeSource source) => Make(source, source switch
    {
        LifetimeSource.None => ("nothing says how long, so it is stale at once", "RFC 9111 §4.2"),
        LifetimeSource.SMaxAge => ("s-maxage", "RFC 9111 §5.2.2.10"),
        LifetimeSource.MaxAge => ("max-age", "RFC 9111 §5.2.2.1"),
        LifetimeSource.Expires => ("Expires less Date", "RFC 9111 §5.3"),
        LifetimeSource.Heuristic => ("a heuristic", "RFC 9111 §4.2.2"),
        LifetimeSource.Override => ("the cache's owner", "option Lifetime"),
        LifetimeSource.Negative => ("the cache's owner, for what is not there", "option Failures.NotFound"),
        LifetimeSource.Purge => ("a soft purge", "PurgeMode.Soft"),
        _ => default,
    });

    /// <summary>Why a 304 freshened nothing.</summary>
    public static Reason Of(NotFreshenedReason reason) => Make(reason, reason switch
    {
        NotFreshenedReason.NoCandidates => ("nothing was being validated", "RFC 9111 §4.3.4"),
        NotFreshenedReason.NoSuchStrongValidator => ("no stored response has its strong entity tag", "RFC 9111 §4.3.4"),
        NotFreshenedReason.NoSuchWeakValidator => ("no stored response has its weak validators", "RFC 9111 §4.3.4"),
        NotFreshenedReason.Ambiguous => ("it has no validator, and more than one response was being validated", "RFC 9111 §4.3.4"),
        _ => default,
    });

    private static Reason Make<T>(T reason, (string? Text, string? Section) words) where T : struct, Enum =>
        words is { Text: { } text, Section: { } section } ? new(reason.ToString(), text, section)
            : throw new ArgumentOutOfRangeException(nameof(reason), reason, "This is no reason.");
}
