using Freshet.Http;
using Microsoft.AspNetCore.Http;

namespace Freshet.Proxies;

// The fields of a request that concern more than this connection.
internal static class RequestFields
{
    public static HeaderFields Of(IHeaderDictionary headers)
    {
        var listed = HopByHop.Listed(headers.Connection);
        var lines = new List<HeaderField>(headers.Count);
        foreach (var (name, values) in headers)
        {
            if (IsPassed(name, listed))
            {
                foreach (var value in values)
                {
                    lines.Add(new HeaderField(name, value ?? ""));
                }
            }
        }

        return new HeaderFields(lines);
    }

    // Host is part of the target URI, Content-Length belongs to the content, which is passed on as it comes.
    private static bool IsPassed(string name, string[]? listed) =>
        !HopByHop.IsOne(name)
        && !name.Equals("Host", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !HopByHop.IsListed(listed, name);
}
