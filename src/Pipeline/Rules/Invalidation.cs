using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Invalidating stored responses (RFC 9111 §4.4).</summary>
public static class Invalidation
{
    /// <summary>The URIs whose stored responses are invalid after a response; none for a safe method or an error.</summary>
    public static IReadOnlyList<Uri> Uris(RequestHead request, ResponseHead response)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(response);

        // §4.4: when it receives a non-error status code in response to an unsafe request method (including methods whose safety is
        // unknown); a non-error response is one with a 2xx or 3xx status code
        if (IsSafe(request.Method) || response.Status is < 200 or > 399)
        {
            return [];
        }

        // §4.4: MUST invalidate the target URI; MAY invalidate the URIs in Location and Content-Location
        List<Uri> uris = [request.Uri];
        foreach (var name in (ReadOnlySpan<string>)["Location", "Content-Location"])
        {
            if (response.Fields.First(name) is { } value && Uri.TryCreate(request.Uri, value, out var uri)
                && SameOrigin(uri, request.Uri) && !uris.Contains(uri))
            {
                uris.Add(uri);
            }
        }

        return uris;
    }

    /// <summary>Whether a method is registered as safe (RFC 9110 §9.2.1, §16.1.1); compared case-sensitively.</summary>
    public static bool IsSafe(string method) =>
        method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PROPFIND" or "REPORT" or "SEARCH" or "PRI" or "QUERY";

    // §4.4: MUST NOT trigger an invalidation if the origin of the URI to be invalidated differs from that of the target URI
    private static bool SameOrigin(Uri a, Uri b) =>
        a.Scheme == b.Scheme && a.Port == b.Port && a.Host == b.Host;
}
