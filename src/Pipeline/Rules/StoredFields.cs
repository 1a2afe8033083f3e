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

    private static readonly string[] Essential = ["Cache-Control", "Date", "Age", "Expires", "Vary", "Content-Encoding", "Content-Length"];

    /// <summary>The fields to store: without those of the connection, of a proxy, and those that no-cache or private name.</summary>
    public static HeaderFields Of(HeaderFields response, CachePolicy policy)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        var control = CacheControl.Parse(response, policy.TargetedFields);
        var connection = VaryFields.Members(response, "Connection");
        var kept = new List<HeaderField>(response.Count);
        foreach (var line in response.Lines)
        {
            // §3.1: the no-cache and private cache directives can have arguments that prevent storage of header fields
            var excluded = IsIn(Never, line.Name) || Names(connection, line.Name) || Names(control.NoCacheFields, line.Name)
                || (policy.Shared && Names(control.PrivateFields, line.Name)) || Names(policy.UnstoredFields, line.Name)
                || line.Name == StoredNote.FieldName;

            // What freshness and framing depend on stays, whatever a response lists.
            if (!excluded || IsIn(Essential, line.Name))
            {
                kept.Add(line);
            }
        }

        return kept.Count == response.Count ? response : new HeaderFields(kept.ToArray());
    }

    internal static bool IsIn(ReadOnlySpan<string> names, string name)
    {
        foreach (var one in names)
        {
            if (one.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Names(IReadOnlyList<string> names, string name)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return false;
    }
}
