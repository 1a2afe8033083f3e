using System.Net.Http.Headers;
using Freshet.Http;

namespace Freshet.Caching;

internal static class RequestHeads
{
    public static bool IsForCache(HttpRequestMessage request) =>
        request.RequestUri is { IsAbsoluteUri: true } uri && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp);

    public static RequestHead Of(HttpRequestMessage request) => new(request.Method.Method, request.RequestUri!, Fields(request));

    // A message of its own, since the caller may be gone before it is answered; with the content of the caller's.
    public static HttpRequestMessage ToMessage(RequestHead request, HttpRequestMessage original)
    {
        var message = new HttpRequestMessage(original.Method, original.RequestUri)
        {
            Version = original.Version,
            VersionPolicy = original.VersionPolicy,
            Content = original.Content,
        };
        foreach (var (key, value) in original.Options)
        {
            ((IDictionary<string, object?>)message.Options)[key] = value;
        }

        // Those of the content are refused here, and are there already.
        foreach (var line in request.Fields.Lines)
        {
            message.Headers.TryAddWithoutValidation(line.Name, line.Value);
        }

        return message;
    }

    private static HeaderFields Fields(HttpRequestMessage request)
    {
        var headers = request.Headers.NonValidated;
        var content = request.Content?.Headers.NonValidated;
        var names = headers.Count + (content?.Count ?? 0);
        if (names == 0)
        {
            return HeaderFields.Empty;
        }

        var lines = new FieldLines(names);
        lines.Add(headers);
        if (content is { } fields)
        {
            lines.Add(fields);
        }

        return lines.ToFields();
    }
}
