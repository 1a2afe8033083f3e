namespace Freshet.Urls;

/// <summary>Where the parts of a canonical URL begin.</summary>
internal readonly record struct UrlParts(int SchemeLength, int HostStart, int HostEnd, int PathStart, int PathEnd)
{
    public bool IsHttps => SchemeLength == 5;

    public static UrlParts Of(ReadOnlySpan<byte> url) =>
        TryOf(url, out var parts) ? parts : throw new ArgumentException("The bytes are no canonical URL: none begins so.", nameof(url));

    public static bool TryOf(ReadOnlySpan<byte> url, out UrlParts parts)
    {
        parts = default;
        var scheme = url.StartsWith("https://"u8) ? 5 : url.StartsWith("http://"u8) ? 4 : 0;
        if (scheme == 0)
        {
            return false;
        }

        var hostStart = scheme + 3;
        var authority = url[hostStart..].IndexOf((byte)'/');
        if (authority <= 0)
        {
            return false;
        }

        var pathStart = hostStart + authority;
        var bracket = url[hostStart] == '[' ? url[hostStart..pathStart].IndexOf((byte)']') : 0;
        if (bracket < 0)
        {
            return false;
        }

        var colon = url[(hostStart + bracket)..pathStart].IndexOf((byte)':');
        var query = url[pathStart..].IndexOf((byte)'?');
        parts = new UrlParts(
            scheme, hostStart, colon < 0 ? pathStart : hostStart + bracket + colon, pathStart, query < 0 ? url.Length : pathStart + query);
        return true;
    }

    public ReadOnlySpan<byte> Host(ReadOnlySpan<byte> url) => url[HostStart..HostEnd];

    public ReadOnlySpan<byte> Origin(ReadOnlySpan<byte> url) => url[..PathStart];
}
