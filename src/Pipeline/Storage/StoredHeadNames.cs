namespace Freshet.Storage;

// Field names that are written as one byte: the index here plus one. The order is part of the format: only ever append, 255 at most.
internal static class StoredHeadNames
{
    public static readonly string[] Known =
    [
        "Date", "Content-Type", "Content-Length", "Content-Encoding", "Cache-Control", "ETag", "Last-Modified", "Expires", "Age", "Vary",
        "Server", "Set-Cookie", "Location", "Accept-Ranges", "Strict-Transport-Security", "X-Content-Type-Options", "X-Frame-Options",
        "X-XSS-Protection", "Content-Security-Policy", "Referrer-Policy", "Permissions-Policy", "Access-Control-Allow-Origin",
        "Access-Control-Allow-Methods", "Access-Control-Allow-Headers", "Access-Control-Allow-Credentials",
        "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Alt-Svc", "Via", "Link", "Content-Language", "Content-Location",
        "Content-Disposition", "Content-Range", "Pragma", "Retry-After", "X-Powered-By", "X-Cache", "X-Cache-Hits", "X-Served-By",
        "X-Timer", "X-Request-Id", "CF-RAY", "CF-Cache-Status", "Report-To", "NEL", "Server-Timing", "Timing-Allow-Origin",
        "X-Robots-Tag", "CDN-Cache-Control", "Surrogate-Control", "Cache-Status", "Accept", "Accept-Encoding", "Accept-Language",
        "User-Agent", "Cookie", "Origin", "Authorization", "Allow", "WWW-Authenticate", "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy", "Cross-Origin-Embedder-Policy", "X-UA-Compatible", "X-DNS-Prefetch-Control", "Digest",
        "Content-MD5", "Warning", "Content-Security-Policy-Report-Only", "Expect-CT", "P3P", "X-AspNet-Version", "X-Generator",
        "X-Varnish", "Via-Proxy", "Keep-Alive", "Connection", "Transfer-Encoding", "Sec-Fetch-Mode", "Referer", "X-Amz-Cf-Id",
        "X-Amz-Cf-Pop", "X-Amz-Request-Id", "X-GitHub-Request-Id", "X-Fastly-Request-ID", "Refresh", "Clear-Site-Data", "No-Vary-Search",
        "Accept-CH", "Priority", "Source-Map", "X-Download-Options", "X-Permitted-Cross-Domain-Policies", "Upgrade",
    ];

    private static readonly Dictionary<string, byte> Codes = Index();

    public static byte Code(string name) => Codes.GetValueOrDefault(name);

    private static Dictionary<string, byte> Index()
    {
        Dictionary<string, byte> codes = new(Known.Length, StringComparer.Ordinal);
        for (var i = 0; i < Known.Length; i++)
        {
            codes.Add(Known[i], (byte)(i + 1));
        }

        return codes;
    }
}
