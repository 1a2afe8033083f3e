using System.Buffers;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Microsoft.AspNetCore.Http;

namespace Freshet.Proxies;

// The fields of a response that concern more than the connection it came over.
internal static class ResponseFields
{
    // RFC 9110 §5.5: control characters are invalid in field values; what can't be sent becomes SP.
    private static readonly SearchValues<char> Invalid = SearchValues.Create([.. Enumerable.Range(0, 32).Where(c => c != 9).Select(c => (char)c), '\x7f']);

    public static void Write(ResponseHead response, Exchange exchange, ProxyContext context)
    {
        var headers = context.Response.Headers;
        var ownNotModified = response.Status == 304 && exchange.Outcome is CacheOutcome.Hit or CacheOutcome.StaleHit or CacheOutcome.Revalidated;
        var keepsLength = context.Request.Method == "HEAD" && response.Status >= 200 && response.Status != 204;
        var listed = Listed(response.Fields);
        foreach (var line in response.Fields)
        {
            var isDropped = HopByHop.IsOne(line.Name) || HopByHop.IsListed(listed, line.Name)
                || (!keepsLength && Is(line, "Content-Length")) || (ownNotModified && DescribesContent(line));
            if (!isDropped)
            {
                headers.Append(line.Name, Sendable(line.Value));
            }
        }
    }

    private static string[]? Listed(HeaderFields fields)
    {
        foreach (var line in fields)
        {
            if (Is(line, "Connection"))
            {
                return HopByHop.Listed(fields.Where(other => Is(other, "Connection")).Select(other => other.Value));
            }
        }

        return null;
    }

    // RFC 9110 §15.4.5: a 304 says no more of the representation than what a cache needs.
    private static bool DescribesContent(in HeaderField line) =>
        Is(line, "Content-Type") || Is(line, "Content-Encoding") || Is(line, "Content-Language") || Is(line, "Content-Range");

    private static bool Is(in HeaderField line, string name) => line.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static string Sendable(string value)
    {
        if (value.AsSpan().IndexOfAny(Invalid) < 0)
        {
            return value;
        }

        return string.Create(value.Length, value, static (span, text) =>
        {
            text.CopyTo(span);
            span.ReplaceAny(Invalid, ' ');
        });
    }
}
