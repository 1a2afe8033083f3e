using System.Globalization;
using Freshet.Http;
using Freshet.Storage;

namespace Freshet.Rules;

/// <summary>Freshening stored responses with HEAD (RFC 9111 §4.3.5).</summary>
public static class HeadFreshening
{
    /// <summary>What a 200 to HEAD does to the stored responses to GET that the request could have selected.</summary>
    /// <param name="request">The HEAD request.</param>
    /// <param name="stored">The stored responses under its cache key.</param>
    /// <param name="response">The response to it.</param>
    /// <param name="policy">The cache's policy.</param>
    /// <param name="requestTime">When the request was sent.</param>
    /// <param name="responseTime">When the response was received.</param>
    /// <returns>Each of those heads with its update, or marked as invalidated; nothing when the response is not 200.</returns>
    public static IReadOnlyList<Freshened> Decide(
        RequestHead request,
        IReadOnlyList<StoredHead> stored,
        ResponseHead response,
        CachePolicy policy,
        DateTimeOffset requestTime,
        DateTimeOffset responseTime)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        if (request.Method != "HEAD" || response.Status != 200)
        {
            return [];
        }

        return
        [
            .. stored.Where(head => head.Selecting.Match(request.Fields)).Select(head => new Freshened(
                head,
                Corresponds(head, response.Fields)
                    ? Freshening.Update(head, head.Selecting, response.Fields, policy, requestTime, responseTime)
                    : head.WithFacts(head.Facts.With(ResponseFlags.Invalidated)))),
        ];
    }

    // §4.3.5: matching values for any received validator fields (ETag and Last-Modified) and, if the HEAD response has a Content-Length
    // header field, its value matches that of the stored response; otherwise the cache SHOULD consider the stored response to be stale
    private static bool Corresponds(StoredHead head, HeaderFields received) =>
        head.Status is 200 or 206
        && (received.First("ETag") is not { } tag || tag == head.First("ETag"))
        && (received.First("Last-Modified") is not { } modified || modified == head.First("Last-Modified"))
        && (received.First("Content-Length") is not { } length
            || length == Length(head));

    private static string? Length(StoredHead head) => head.Status == 206
        ? StoredPart.Of(head)?.CompleteLength?.ToString(CultureInfo.InvariantCulture)
        : head.First("Content-Length") ?? head.Body.Length.ToString(CultureInfo.InvariantCulture);
}
