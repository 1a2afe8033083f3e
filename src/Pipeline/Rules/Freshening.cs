using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Freshening stored responses upon validation (RFC 9111 §4.3.4).</summary>
public static class Freshening
{
    /// <summary>Decides which of the validated responses a 304 updates, and how they look then.</summary>
    /// <param name="request">The request as presented, before it was made conditional.</param>
    /// <param name="candidates">What was validated, the selected one first: <see cref="ReuseDecision.Stale.Candidates"/>.</param>
    /// <param name="notModified">The 304.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="requestTime">When the conditional request was sent.</param>
    /// <param name="responseTime">When the 304 was received.</param>
    public static FresheningDecision Decide(
        RequestHead request,
        IReadOnlyList<StoredHead> candidates,
        ResponseHead notModified,
        CachePolicy policy,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(notModified);
        ArgumentNullException.ThrowIfNull(policy);
        var (identified, reason) = Identify(request, candidates, notModified.Fields);
        if (identified.Count == 0)
        {
            return new FresheningDecision.NotFreshened(reason);
        }

        List<Freshened> updates = [];
        foreach (var head in identified)
        {
            // What another variant's request had in fields that only the new Vary nominates is not known: such a head stays as it is.
            var selecting = Selecting(request, head, notModified.Fields, policy);
            if (selecting is not null)
            {
                updates.Add(new(head, Update(head, selecting, notModified.Fields, policy, requestTime, responseTime)));
            }
        }

        return updates.Count == 0
            ? new FresheningDecision.NotFreshened(NotFreshenedReason.Ambiguous)
            : new FresheningDecision.Freshen(updates[0].New, updates);
    }

    private static (IReadOnlyList<StoredHead> Identified, NotFreshenedReason Reason) Identify(
        RequestHead request, IReadOnlyList<StoredHead> candidates, HeaderFields fields)
    {
        if (candidates.Count == 0)
        {
            return ([], NotFreshenedReason.NoCandidates);
        }

        // §4.3.4: if the new response contains one or more strong validators, all the stored responses with one of those same strong
        // validators are identified for update; if none has, the cache MUST NOT use the new response to update any
        var tag = EntityTag.Of(fields);
        if (tag is { IsWeak: false } strong)
        {
            return (Those(candidates, head => head.EntityTag is { } stored && Corresponds(stored, strong)),
                NotFreshenedReason.NoSuchStrongValidator);
        }

        // §4.3.4: if it contains weak validators only, and they correspond to one of the stored responses, the most recent of those
        // matching is identified
        if (tag is { } weak)
        {
            return (MostRecent(candidates.Where(head => head.EntityTag is { } stored && stored.WeakEquals(weak))),
                NotFreshenedReason.NoSuchWeakValidator);
        }

        if (fields.First("Last-Modified") is { } modified && candidates.Any(head => head.First("Last-Modified") == modified))
        {
            return (MostRecent(candidates.Where(head => head.First("Last-Modified") == modified)), default);
        }

        // §4.3.4: if it does not include any form of validator, and there is only one stored response. That one may have a validator here:
        // RFC 9110 §15.4.5 wants the ETag in the 304, but servers omit it, and only this one was asked for.
        return candidates.Count == 1 && !ListsOthers(request.Fields, candidates[0]) ? (candidates, default) : ([], NotFreshenedReason.Ambiguous);
    }

    private static IReadOnlyList<StoredHead> Those(IReadOnlyList<StoredHead> candidates, Func<StoredHead, bool> that) =>
        candidates is [var only] && that(only) ? candidates : [.. candidates.Where(that)];

    // The client's own list was sent along: the 304 may be about a tag of it that is not the stored one.
    private static bool ListsOthers(HeaderFields request, StoredHead head) => request.Combined("If-None-Match") is { } tags
        && FieldNormalisation.Members(tags).Exists(tag => EntityTag.Parse(tag) is not { } listed || head.EntityTag?.WeakEquals(listed) != true);

    // A server that compresses on the fly weakens its tag for one coding and not for the other; it still answered to the tag it was sent.
    private static bool Corresponds(EntityTag stored, EntityTag strong) =>
        stored.StrongEquals(strong) || (stored.IsWeak && stored.WeakEquals(strong));

    private static StoredHead[] MostRecent(IEnumerable<StoredHead> heads) =>
        heads.MaxBy(head => head.Facts.DateSeconds) is { } most ? [most] : [];

    private static SelectingFields? Selecting(RequestHead request, StoredHead head, HeaderFields notModified, CachePolicy policy)
    {
        var vary = VaryFields.Parse(notModified);
        var unchanged = !notModified.Contains("Vary")
            || vary.Names.ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(head.Selecting.Select(field => field.Name));
        return unchanged ? head.Selecting
            : head.Selecting.Match(request.Fields) ? SelectingFields.Of(request.Fields, vary, policy)
            : null;
    }

    internal static StoredHead Update(
        StoredHead head,
        SelectingFields selecting,
        HeaderFields notModified,
        CachePolicy policy,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime)
    {
        // §3.1 holds for the whole: the stored no-cache="Set-Cookie" keeps the Set-Cookie of a 304 out that does not repeat it.
        var merged = StoredFields.Of(FieldUpdate.Merge(head.Fields, StoredFields.Of(notModified, policy)), policy);
        merged = head.Facts.Has(ResponseFlags.Noted) ? StoredNote.Of(head.Fields)!.Freshened().On(merged) : merged;
        var facts = ResponseFacts.Of(new ResponseHead(head.Status, merged), policy, requestTime, responseTime);
        merged = facts.Has(ResponseFlags.DateIsReceipt) ? merged.Without("Date").With("Date", HttpDate.Format(facts.Date)) : merged;
        return new StoredHead(head.Method, selecting, merged, facts, head.Body);
    }
}
