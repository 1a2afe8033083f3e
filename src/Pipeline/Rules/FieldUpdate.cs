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
        HashSet<string> replaced = new(["Date", "Age"], StringComparer.OrdinalIgnoreCase);
        replaced.UnionWith(provided.Select(line => line.Name));
        replaced.ExceptWith(Kept);
        return new HeaderFields(
        [
            .. stored.Where(line => !replaced.Contains(line.Name)),
            .. provided.Where(line => replaced.Contains(line.Name)),
        ]);
    }
}
