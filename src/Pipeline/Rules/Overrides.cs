using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

// What the rules see of messages, when the cache's owner has wishes of his own. Whoever decides about a stored response takes its facts from
// here; without wishes they are the stored ones.
internal static class Overrides
{
    public static ResponseFacts FactsUnder(this StoredHead head, CachePolicy policy)
    {
        var facts = head.Facts;
        var isNoted = facts.Has(ResponseFlags.Noted);
        return isNoted || policy.ChangesFacts ? Change(facts, policy, isNoted ? StoredNote.Of(head.Fields) : null) : facts;
    }

    // Of a response that is not stored yet.
    public static ResponseFacts Under(this in ResponseFacts facts, CachePolicy policy) =>
        policy.ChangesFacts ? Change(facts, policy, null) : facts;

    // What a response's field says, for the question whether it is stored.
    public static CacheControl Response(in CacheControl control, CachePolicy policy)
    {
        var ignored = policy.ForceStore ? IgnoredDirectives.Response : policy.Ignored & IgnoredDirectives.Response;
        return ignored == IgnoredDirectives.None ? control : control.Without(ignored);
    }

    public static CacheControl Request(in CacheControl control, CachePolicy policy)
    {
        var ignored = policy.Ignored & IgnoredDirectives.Request;
        return ignored == IgnoredDirectives.None ? control : control.Without(ignored);
    }

    private static ResponseFacts Change(in ResponseFacts facts, CachePolicy policy, StoredNote? note)
    {
        var changed = facts with { Flags = facts.Flags & ~Ignored(policy) };
        if (policy.Ignores(IgnoredDirectives.Expiry))
        {
            changed = changed with { MaxAge = -1, SMaxAge = -1, Flags = changed.Flags & ~ResponseFlags.HasExpires };
        }
        else if (policy.Ignores(IgnoredDirectives.MustRevalidate) && changed.SMaxAge >= 0)
        {
            // s-maxage stays a lifetime, and no longer forbids what must-revalidate forbids.
            changed = policy.Shared ? changed with { MaxAge = changed.SMaxAge, SMaxAge = -1 } : changed with { SMaxAge = -1 };
        }

        changed = changed with
        {
            StaleIfError = Seconds(policy.StaleIfError) ?? changed.StaleIfError,
            StaleWhileRevalidate = Seconds(policy.StaleWhileRevalidate) ?? changed.StaleWhileRevalidate,
        };
        return Live(changed, policy, note);
    }

    // A time that can still be added to others.
    private static readonly TimeSpan Endless = TimeSpan.FromDays(36_500);

    // The wish of the request at hand, then that of the request that was answered, then that of the rule or the cache.
    public static Lifetime? LifetimeOf(StoredNote? note, CachePolicy policy) =>
        policy.IsLifetimeOfRequest ? policy.Lifetime : note?.Lifetime ?? policy.Lifetime;

    private static ResponseFacts Live(in ResponseFacts facts, CachePolicy policy, StoredNote? note)
    {
        if (note?.PurgedAt is { } purged)
        {
            return Stated(facts, AgeAt(facts, purged), LifetimeSource.Purge);
        }

        switch (LifetimeOf(note, policy))
        {
            case Lifetime.Relative relative:
                var start = policy.IsSliding && note?.UsedAt is { } used && used > facts.ResponseTime ? used : facts.ResponseTime;
                var value = relative.Value == TimeSpan.Zero ? TimeSpan.Zero : Sum(AgeAt(facts, start), relative.Value);
                return Stated(facts, value, LifetimeSource.Override);
            case Lifetime.Absolute absolute:
                return Stated(facts, absolute.Value <= facts.ResponseTime ? TimeSpan.Zero : AgeAt(facts, absolute.Value), LifetimeSource.Override);
            case Lifetime.Unlimited:
                return Stated(facts, Endless, LifetimeSource.Override);
            default:
                return policy.NotFoundLifetime > TimeSpan.Zero && facts is { Status: 404 or 410, MaxAge: < 0, SMaxAge: < 0 }
                    && !facts.Has(ResponseFlags.HasExpires)
                        ? Stated(facts, Sum(AgeAt(facts, facts.ResponseTime), policy.NotFoundLifetime), LifetimeSource.Negative)
                        : facts;
        }
    }

    private static ResponseFacts Stated(in ResponseFacts facts, TimeSpan value, LifetimeSource source) => facts with
    {
        Stated = source,
        StatedTicks = value.Ticks,

        // A lifetime that is set says that no validation is needed until its end, and what follows is up to the other options.
        Flags = source == LifetimeSource.Override ? facts.Flags & ~ResponseFlags.NoCache : facts.Flags,
    };

    private static TimeSpan AgeAt(in ResponseFacts facts, DateTimeOffset time) => CurrentAge.Of(facts, time);

    private static TimeSpan Sum(TimeSpan a, TimeSpan b) => b > Endless - a ? Endless : a + b;

    private static int? Seconds(TimeSpan? bound) => bound is { } value ? (int)Math.Clamp(value.TotalSeconds, 0, int.MaxValue) : null;

    private static ResponseFlags Ignored(CachePolicy policy) =>
        If(policy.ForceStore || policy.Ignores(IgnoredDirectives.NoStore), ResponseFlags.NoStore)
        | If(policy.Ignores(IgnoredDirectives.NoCache), ResponseFlags.NoCache)
        | If(policy.Ignores(IgnoredDirectives.Private), ResponseFlags.Private)
        | If(policy.Ignores(IgnoredDirectives.MustRevalidate), ResponseFlags.MustRevalidate | ResponseFlags.ProxyRevalidate);

    private static ResponseFlags If(bool condition, ResponseFlags flags) => condition ? flags : ResponseFlags.None;
}
