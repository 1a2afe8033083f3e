using Freshet.Http;

namespace Freshet.Rules;

// What reuse depends on, found in one pass over the request fields.
internal readonly ref struct RequestFacts
{
    public CacheControl Control { get; private init; }

    public bool HasUnknownRange { get; private init; }

    public bool HasOriginPrecondition { get; private init; }

    public bool HasCachePrecondition { get; private init; }

    public static RequestFacts Of(HeaderFields fields, CachePolicy policy)
    {
        var control = default(CacheControl);
        var (range, origin, cache, pragma) = (false, false, false, false);
        foreach (var line in fields.Lines)
        {
            var name = line.Name;
            switch (name.Length)
            {
                case 5 when Is(name, "Range"):
                    range = !line.Value.AsSpan().TrimStart(" \t").StartsWith("bytes=", StringComparison.OrdinalIgnoreCase);
                    break;
                case 6 when Is(name, "Pragma"):
                    pragma |= line.Value.Contains("no-cache", StringComparison.OrdinalIgnoreCase);
                    break;
                case 8 when Is(name, "If-Match"):
                    origin = true;
                    break;
                case 13 when Is(name, "Cache-Control"):
                    control = control.And(line.Value);
                    break;
                case 13 when Is(name, "If-None-Match"):
                    cache = true;
                    break;
                case 17 when Is(name, "If-Modified-Since"):
                    cache = true;
                    break;
                case 19 when Is(name, "If-Unmodified-Since"):
                    origin = true;
                    break;
            }
        }

        return new RequestFacts
        {
            // §5.4: Pragma is for HTTP/1.0 clients, which send no Cache-Control
            Control = Overrides.Request(pragma && !control.IsPresent ? CacheControl.Parse("no-cache") : control, policy),
            HasUnknownRange = range,
            HasOriginPrecondition = origin,
            HasCachePrecondition = cache,
        };
    }

    private static bool Is(string name, string expected) => name.Equals(expected, StringComparison.OrdinalIgnoreCase);
}
