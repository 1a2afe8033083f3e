using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Updating stored header fields (RFC 9111 §3.2).</summary>
public static class FieldUpdate
{
    // §3.2: header fields that the cache's stored response depends upon: they describe the stored bytes.
    private static readonly string[] Kept = ["Content-Length", "Content-Encoding", "Content-Range", "Transfer-Encoding", "Trailer"];

    /// <summary>The stored fields with those of a later response in their place.</summary>
    /// <param name="stored">The stored fields.</param>
    /// <param name="provided">The fields of a 304 or of a response to HEAD, as they would be stored.</param>
    public static HeaderFields Merge(HeaderFields stored, HeaderFields provided)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(provided);

        // §3.2: the cache MUST add each header field in the provided response to the stored response, replacing field values that are
        // already present. Date and Age are of the response that was last received: those of the stored one go in any case.
        var merged = new List<HeaderField>(stored.Count + provided.Count);
        foreach (var line in stored.Lines)
        {
            if (IsKept(line.Name) || !(IsOfTheLast(line.Name) || provided.Contains(line.Name)))
            {
                merged.Add(line);
            }
        }

        foreach (var line in provided.Lines)
        {
            if (!IsKept(line.Name))
            {
                merged.Add(line);
            }
        }

        return new HeaderFields(merged.ToArray());
    }

    private static bool IsKept(string name) => StoredFields.IsIn(Kept, name);

    private static bool IsOfTheLast(string name) =>
        name.Equals("Date", StringComparison.OrdinalIgnoreCase) || name.Equals("Age", StringComparison.OrdinalIgnoreCase);
}
