using Microsoft.Extensions.Primitives;

namespace Freshet.Proxies;

// Fields that are meant for one connection and never passed on (RFC 9110 §7.6.1); those that Connection lists are dropped too.
internal static class HopByHop
{
    public static bool IsOne(string name) => name.Length switch
    {
        2 => Is(name, "TE"),
        7 => Is(name, "Trailer") || Is(name, "Upgrade"),
        10 => Is(name, "Connection") || Is(name, "Keep-Alive"),
        14 => Is(name, "HTTP2-Settings"),
        16 => Is(name, "Proxy-Connection"),
        17 => Is(name, "Transfer-Encoding"),
        18 => Is(name, "Proxy-Authenticate"),
        19 => Is(name, "Proxy-Authorization"),
        25 => Is(name, "Proxy-Authentication-Info"),
        _ => false,
    };

    /// <summary>The names that Connection lists, or null when it lists none but what is dropped anyway.</summary>
    public static string[]? Listed(IEnumerable<string?> connection)
    {
        List<string>? names = null;
        foreach (var line in connection)
        {
            foreach (var part in (line ?? "").AsSpan().Split(','))
            {
                var name = line.AsSpan()[part].Trim(" \t");
                if (!name.IsEmpty && !Is(name, "close") && !Is(name, "keep-alive"))
                {
                    (names ??= []).Add(name.ToString());
                }
            }
        }

        return names?.ToArray();
    }

    public static string[]? Listed(StringValues connection) =>
        connection.Count == 0 || (connection.Count == 1 && (Is(connection[0], "keep-alive") || Is(connection[0], "close")))
            ? null
            : Listed((IEnumerable<string?>)connection.ToArray());

    public static bool IsListed(string[]? listed, string name) =>
        listed is not null && Array.Exists(listed, other => Is(other, name));

    private static bool Is(ReadOnlySpan<char> name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
