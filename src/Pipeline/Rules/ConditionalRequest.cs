using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Sending a validation request (RFC 9111 §4.3.1).</summary>
public static class ConditionalRequest
{
    /// <summary>What is validated when one response is selected: all that have an entity tag, or that one by its date, or none.</summary>
    public static IReadOnlyList<StoredHead> Candidates(IReadOnlyList<StoredHead> stored, StoredHead selected)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(selected);
        if (!selected.Facts.HasValidator)
        {
            return [];
        }

        return stored.Count == 1 || !selected.Facts.Has(ResponseFlags.HasEntityTag)
            ? [selected]
            : [selected, .. stored.Where(head => !ReferenceEquals(head, selected) && head.Facts.Has(ResponseFlags.HasEntityTag))];
    }

    /// <summary>The request with the validators of stored responses; itself when there are none or it has conditions of its own.</summary>
    public static RequestHead For(RequestHead request, IReadOnlyList<StoredHead> candidates)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(candidates);
        if (candidates.Count == 0 || request.Fields.Contains("If-None-Match") || request.Fields.Contains("If-Modified-Since"))
        {
            return request;
        }

        var fields = request.Fields;

        // §4.3.1: MUST send the relevant entity tags if the entity tags were provided in the stored response(s) being validated
        var tags = string.Join(", ", candidates.Select(head => head.EntityTag?.Text).OfType<string>().Distinct(StringComparer.Ordinal));
        fields = tags.Length > 0 ? fields.With("If-None-Match", tags) : fields;

        // §4.3.1: SHOULD send the Last-Modified value if a single stored response is being validated and contains one
        return request.WithFields(candidates is [var only] && only.First("Last-Modified") is { Length: > 0 } modified
            ? fields.With("If-Modified-Since", modified)
            : fields);
    }
}
