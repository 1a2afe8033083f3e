using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <content>Which stored response a request selects.</content>
public static partial class Reuse
{
    /// <summary>The stored response that a request selects (§4.1), or null.</summary>
    public static StoredHead? Select(RequestHead request, IReadOnlyList<StoredHead> candidates, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(policy);
        return Select(request, candidates, policy, static (head, fields, policy) => head.Selecting.Match(fields, policy.IgnoredVary))
            ?? (policy.PreferStoredLanguage ? Select(request, candidates, policy, PreferredLanguage.Answers) : null);
    }

    private static StoredHead? Select(
        RequestHead request, IReadOnlyList<StoredHead> candidates, CachePolicy policy, Func<StoredHead, HeaderFields, CachePolicy, bool> matches)
    {
        StoredHead? selected = null;
        for (var i = 0; i < candidates.Count; i++)
        {
            var candidate = candidates[i];
            var varies = candidate.Facts.Has(ResponseFlags.HasVary);

            // §4.1: a stored response with a Vary header field value containing a member "*" always fails to match
            if (candidate.Facts.Has(ResponseFlags.VaryAny) && !Redaction.Has(policy.IgnoredVary, "*"))
            {
                continue;
            }

            // §4: request header fields nominated by the stored response (if any) match those presented
            if (varies && !matches(candidate, request.Fields, policy))
            {
                continue;
            }

            selected = selected is null || IsPreferred(candidate, varies, selected) ? candidate : selected;
        }

        return selected;
    }

    private static bool IsPreferred(StoredHead candidate, bool varies, StoredHead other)
    {
        // §4.1: when one or more omits the Vary header field, the cache SHOULD choose the most recent one with a valid Vary field value
        var otherVaries = other.Facts.Has(ResponseFlags.HasVary);

        // §4: when more than one suitable response is stored, a cache MUST use the most recent one (as determined by Date)
        return varies == otherVaries ? candidate.Facts.DateSeconds > other.Facts.DateSeconds : varies;
    }
}
