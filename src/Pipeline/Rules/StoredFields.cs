using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Which fields of a response are stored (RFC 9111 §3.1).</summary>
public static class StoredFields
{
    private static readonly string[] Never =
    [
        // §3.1: the Connection header field and fields whose names are listed in it; likewise those of RFC 9110 §7.6.1
        "Connection", "Keep-Alive", "Proxy-Connection", "TE", "Transfer-Encoding", "Upgrade",

        // §3.1: header fields that are specific to the proxy that a cache uses when forwarding a request MUST NOT be stored
        "Proxy-Authenticate", "Proxy-Authentication-Info", "Proxy-Authorization",
    ];

    /// <summary>The fields to store: without those of the connection, of a proxy, and those that no-cache or private name.</summary>
    public static HeaderFields Of(HeaderFields response, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        var control = CacheControl.Parse(response);
        HashSet<string> excluded = new(Never, StringComparer.OrdinalIgnoreCase);
        excluded.UnionWith(VaryFields.Members(response, "Connection"));

        // §3.1: the no-cache and private cache directives can have arguments that prevent storage of header fields
        excluded.UnionWith(control.NoCacheFields);
        if (policy.Shared)
        {
            excluded.UnionWith(control.PrivateFields);
        }

        // What freshness and framing depend on stays, whatever a response lists.
        excluded.ExceptWith(Essential);
        HeaderField[] kept = [.. response.Where(line => !excluded.Contains(line.Name))];
        return kept.Length == response.Count ? response : new HeaderFields(kept);
    }

    private static readonly string[] Essential = ["Cache-Control", "Date", "Age", "Expires", "Vary", "Content-Encoding", "Content-Length"];
}
