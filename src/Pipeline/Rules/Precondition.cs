using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>A client's own conditions, evaluated against a stored response (RFC 9111 §4.3.2).</summary>
public static class Precondition
{
    /// <summary>Whether the client has the stored response already, so that 304 answers it.</summary>
    /// <param name="request">The request fields.</param>
    /// <param name="head">The stored response that was selected.</param>
    public static bool NotModified(HeaderFields request, StoredHead head)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(head);

        // RFC 9110 §13.2.1: all preconditions are ignored if the response without them would have a status code other than 2xx
        if (head.Status is < 200 or > 299)
        {
            return false;
        }

        // RFC 9110 §13.2.2: when If-None-Match is present, If-Modified-Since is ignored
        if (request.Combined("If-None-Match") is { } tags)
        {
            return tags.AsSpan().Trim(" \t") is "*" || head.EntityTag is { } tag && tag.IsIn(tags);
        }

        // §4.3.2: compare with Last-Modified, or with Date when there is none; RFC 9110 §13.1.3: an invalid date is ignored; only 200
        var facts = head.Facts;
        return facts.Status is 200 or 206
            && HttpDate.Field(request, "If-Modified-Since", facts.ResponseTime) is { } since
            && (facts.LastModified ?? facts.Date) <= since;
    }
}
