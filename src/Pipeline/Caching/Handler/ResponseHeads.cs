using Freshet.Http;

namespace Freshet.Caching;

internal static class ResponseHeads
{
    public static ResponseHead Of(HttpResponseMessage response)
    {
        var headers = response.Headers.NonValidated;
        var content = response.Content.Headers.NonValidated;
        var lines = new FieldLines(Math.Max(headers.Count + content.Count, 1));
        lines.Add(headers);
        lines.Add(content);
        return new ResponseHead((int)response.StatusCode, lines.ToFields());
    }

    // RFC 9110 §6.4.1: responses to HEAD, 204 and 304 have no content, whatever their Content-Length.
    public static bool IsBodiless(RequestHead request, HttpResponseMessage response) =>
        response.Content.Headers.ContentLength == 0 || (int)response.StatusCode is 204 or 304 || request.Method == "HEAD";
}
