using System.Text;

namespace Freshet.Urls;

/// <summary>Which URLs belong to a crawl.</summary>
public sealed class UrlScope
{
    private readonly byte[] _pattern;
    private readonly Kind _kind;
    private readonly UrlScope[] _parts = [];

    private UrlScope(Kind kind, byte[] pattern) => (_kind, _pattern) = (kind, pattern);

    private UrlScope(UrlScope[] parts) => (_kind, _pattern, _parts) = (Kind.Union, [], parts);

    private enum Kind
    {
        Any,
        Host,
        Domain,
        Prefix,
        Union,
    }

    /// <summary>Every http and https URL.</summary>
    public static UrlScope Any { get; } = new(Kind.Any, []);

    /// <summary>URLs of the same host and port, by http or https; a port that is not written is the scheme's own.</summary>
    public static UrlScope Host(CanonicalUrl seed)
    {
        var url = Bytes(seed);
        var parts = UrlParts.Of(url);
        return new UrlScope(Kind.Host, url[parts.HostStart..parts.PathStart]);
    }

    /// <summary>URLs of the same <see cref="RegistrableDomain"/>, its subdomains included, on any port.</summary>
    public static UrlScope Domain(CanonicalUrl seed)
    {
        var url = Bytes(seed);
        return new UrlScope(Kind.Domain, RegistrableDomain.Of(UrlParts.Of(url).Host(url)).ToArray());
    }

    /// <summary>URLs in or below the seed's directory, by http or https: <c>/docs/</c> for <c>/docs/index.html</c>.</summary>
    public static UrlScope Prefix(CanonicalUrl seed)
    {
        var url = Bytes(seed);
        var parts = UrlParts.Of(url);
        return new UrlScope(Kind.Prefix, url[parts.HostStart..(url.AsSpan(0, parts.PathEnd).LastIndexOf((byte)'/') + 1)]);
    }

    /// <summary>URLs that are in at least one of the scopes.</summary>
    public static UrlScope AnyOf(IEnumerable<UrlScope> scopes)
    {
        ArgumentNullException.ThrowIfNull(scopes);
        return new UrlScope([.. scopes]);
    }

    /// <summary>Whether a canonical URL is in the scope; bytes that are no canonical URL are not.</summary>
    public bool Contains(ReadOnlySpan<byte> canonicalUrl)
    {
        if (!UrlParts.TryOf(canonicalUrl, out var parts))
        {
            return false;
        }

        switch (_kind)
        {
            case Kind.Any:
                return true;
            case Kind.Host:
                return canonicalUrl[parts.HostStart..parts.PathStart].SequenceEqual(_pattern);
            case Kind.Domain:
                var host = parts.Host(canonicalUrl);
                return host.EndsWith(_pattern)
                    && (host.Length == _pattern.Length || (host[^(_pattern.Length + 1)] == '.' && RegistrableDomain.Of(host).SequenceEqual(_pattern)));
            case Kind.Prefix:
                return canonicalUrl[parts.HostStart..].StartsWith(_pattern);
            default:
                foreach (var part in _parts)
                {
                    if (part.Contains(canonicalUrl))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    /// <inheritdoc cref="Contains(ReadOnlySpan{byte})"/>
    public bool Contains(CanonicalUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Contains(Bytes(url));
    }

    private static byte[] Bytes(CanonicalUrl url)
    {
        ArgumentNullException.ThrowIfNull(url);
        return Encoding.ASCII.GetBytes(url.Value);
    }
}
