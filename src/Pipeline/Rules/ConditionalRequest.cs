using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Sending a validation request (RFC 9111 §4.3.1, §4.3.2).</summary>
public static class ConditionalRequest
{
    /// <summary>What is validated when one response is selected: all that have an entity tag, or that one by its date, or none.</summary>
    /// <param name="request">The request as presented.</param>
    /// <param name="stored">The stored responses under its cache key.</param>
    /// <param name="selected">The one that it selects.</param>
    public static IReadOnlyList<StoredHead> Candidates(RequestHead request, IReadOnlyList<StoredHead> stored, StoredHead selected)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(selected);

        // A client that asks for any representation, or lists entity tags where the stored response has none, is the only one to be answered.
        if (!selected.Facts.HasValidator || (request.Fields.Combined("If-None-Match") is { } tags
            && (tags.AsSpan().Trim(" \t") is "*" || !selected.Facts.Has(ResponseFlags.HasEntityTag))))
        {
            return [];
        }

        return stored.Count == 1 || !selected.Facts.Has(ResponseFlags.HasEntityTag)
            ? [selected]
            : [selected, .. stored.Where(head => !ReferenceEquals(head, selected) && head.Facts.Has(ResponseFlags.HasEntityTag)

                // §4.3.2: of a stored response that contains only partial content the tag is not sent, unless it satisfies the range asked for
                && (head.Status != 206 || RangeSelection.Decide(request, head) is not RangeDecision.NotStored))];
    }

    /// <summary>The request with the validators of stored responses; itself when there are none.</summary>
    /// <remarks>
    /// Entity tags that the client sent stay, in front: the 304 may be about one of them, see <see cref="Freshening"/>. Its date goes when the
    /// stored response has one of its own; whether that meets the client's condition is for <see cref="Precondition"/> to say.
    /// </remarks>
    public static RequestHead For(RequestHead request, IReadOnlyList<StoredHead> candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0)
        {
            return request;
        }

        var fields = request.Fields;

        // §4.3.1: MUST send the relevant entity tags if the entity tags were provided in the stored response(s) being validated
        // §4.3.2: the cache MAY combine the received list with a list of entity tags from its own stored set of responses
        var tags = Tags(fields.Combined("If-None-Match"), candidates);
        fields = tags.Length > 0 ? fields.Without("If-None-Match").With("If-None-Match", tags) : fields;

        // §4.3.1: SHOULD send the Last-Modified value if a single stored response is being validated and contains one
        return request.WithFields(candidates is [var only] && only.First("Last-Modified") is { Length: > 0 } modified
            ? fields.Without("If-Modified-Since").With("If-Modified-Since", modified)
            : fields);
    }

    private static string Tags(string? client, IReadOnlyList<StoredHead> candidates)
    {
        if (client is null && candidates is [var only])
        {
            return only.EntityTag?.Text ?? "";
        }

        var own = candidates.Select(head => head.EntityTag?.Text).OfType<string>();
        var listed = client is null ? [] : FieldNormalisation.Members(client);
        return string.Join(", ", listed.Concat(own).Distinct(StringComparer.Ordinal));
    }

    // Whether the request has a condition of its own that a stored response can meet.
    internal static bool HasOwnCondition(RequestHead request) =>
        request.Fields.Contains("If-None-Match") || request.Fields.Contains("If-Modified-Since");
}
