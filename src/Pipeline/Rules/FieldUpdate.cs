using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Updating stored header fields (RFC 9111 §3.2).</summary>
public static class FieldUpdate
{
    /// <summary>The stored fields with those of a later response in their place.</summary>
    /// <param name="stored">The stored fields.</param>
    /// <param name="provided">The fields of a 304 or of a response to HEAD, as they would be stored.</param>
    public static HeaderFields Merge(HeaderFields stored, HeaderFields provided)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(provided);

        // §3.2: the cache MUST add each header field in the provided response to the stored response, replacing field values that are
        // already present, but for those that the stored bytes depend upon. Date and Age of the stored response go in any case.
        var merged = new HeaderField[stored.Count + provided.Count];
        var count = 0;
        foreach (ref readonly var line in stored.Lines)
        {
            var traits = FieldNames.Traits(line.Name);
            if ((traits & FieldTraits.OfBody) != 0 || ((traits & FieldTraits.OfLast) == 0 && !provided.Contains(line.Name)))
            {
                merged[count++] = line;
            }
        }

        foreach (ref readonly var line in provided.Lines)
        {
            if ((FieldNames.Traits(line.Name) & FieldTraits.OfBody) == 0)
            {
                merged[count++] = line;
            }
        }

        return new HeaderFields(merged[..count]);
    }
}
