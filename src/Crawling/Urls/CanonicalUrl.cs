using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Freshet.Urls;

/// <summary>An absolute http or https URL in canonical form: two that are equal name the same page.</summary>
public sealed class CanonicalUrl : IEquatable<CanonicalUrl>
{
    private static readonly UriCreationOptions Exact = new() { DangerousDisablePathAndQueryCanonicalization = true };

    private readonly UrlParts _parts;

    private CanonicalUrl(string value)
    {
        Value = value;
        Span<byte> ascii = value.Length <= 1024 ? stackalloc byte[value.Length] : new byte[value.Length];
        Ascii.FromUtf16(value, ascii, out _);
        _parts = UrlParts.Of(ascii);
    }

    /// <summary>The URL as ASCII text, without user information and fragment.</summary>
    public string Value { get; }

    /// <summary><c>http</c> or <c>https</c>.</summary>
    public string Scheme => _parts.IsHttps ? "https" : "http";

    /// <summary>The host in lower case, internationalised names as <c>xn--</c>, IPv6 addresses in brackets.</summary>
    public string Host => Value[_parts.HostStart.._parts.HostEnd];

    /// <summary>The port, 80 or 443 when the URL does not say.</summary>
    public int Port => _parts.HostEnd < _parts.PathStart
        ? int.Parse(Value.AsSpan(_parts.HostEnd + 1, _parts.PathStart - _parts.HostEnd - 1), CultureInfo.InvariantCulture)
        : _parts.IsHttps ? 443 : 80;

    /// <summary>The path, which begins with a slash.</summary>
    public string Path => Value[_parts.PathStart.._parts.PathEnd];

    /// <summary>The query with its question mark, or the empty string.</summary>
    public string Query => Value[_parts.PathEnd..];

    /// <summary>The key under which a seen set knows the URL.</summary>
    public UrlKey Key => UrlKey.Of(Encoding.ASCII.GetBytes(Value));

    /// <summary>Reads an absolute URL.</summary>
    /// <exception cref="FormatException">The text is not an absolute http or https URL.</exception>
    public static CanonicalUrl Parse(string text, UrlRules? rules = null) =>
        Read(text, rules, out var url) switch
        {
            UrlStatus.Valid => url!,
            UrlStatus.NotHttp => throw new FormatException($"'{text}' is not an http or https URL; give one like https://example.org/."),
            UrlStatus.TooLong => throw new FormatException(
                $"The URL '{text.AsSpan(0, 60)}...' is longer than {(rules ?? UrlRules.Default).MaxLength} bytes (UrlRules.MaxLength)."),
            _ => throw new FormatException($"'{text}' is not an absolute URL; give one like https://example.org/."),
        };

    /// <summary>Reads an absolute URL, or gives null when the text is none.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out CanonicalUrl? url) => TryParse(text, null, out url);

    /// <inheritdoc cref="TryParse(string?, out CanonicalUrl?)"/>
    public static bool TryParse([NotNullWhen(true)] string? text, UrlRules? rules, [NotNullWhen(true)] out CanonicalUrl? url)
    {
        url = null;
        return text is not null && Read(text, rules, out url) == UrlStatus.Valid;
    }

    /// <summary>Takes over bytes that are canonical already: what <see cref="UrlBase.TryResolve"/> wrote, or a frontier gave.</summary>
    /// <exception cref="ArgumentException">The bytes don't begin as a canonical URL does; more is not checked.</exception>
    public static CanonicalUrl FromCanonical(ReadOnlySpan<byte> utf8Canonical) => new(Encoding.ASCII.GetString(utf8Canonical));

    /// <summary>The URL as a <see cref="Uri"/> whose path and query go over the wire exactly as they are here.</summary>
    public Uri ToUri()
    {
        var uri = new Uri(Value, UriKind.Absolute);
        return string.Equals(uri.AbsoluteUri, Value, StringComparison.Ordinal) ? uri : new Uri(Value, Exact);
    }

    /// <inheritdoc/>
    public bool Equals(CanonicalUrl? other) => other is not null && string.Equals(Value, other.Value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CanonicalUrl);

    /// <inheritdoc/>
    public override int GetHashCode() => string.GetHashCode(Value, StringComparison.Ordinal);

    /// <summary>The URL's <see cref="Value"/>.</summary>
    public override string ToString() => Value;

    private static UrlStatus Read(string text, UrlRules? rules, out CanonicalUrl? url)
    {
        ArgumentNullException.ThrowIfNull(text);
        url = null;
        rules = (rules ?? UrlRules.Default).Validate();
        var canonical = new byte[rules.MaxLength];
        var status = UrlParser.Parse(Encoding.UTF8.GetBytes(text), null, rules, null, canonical, out var written);
        if (status == UrlStatus.Valid)
        {
            url = new CanonicalUrl(Encoding.ASCII.GetString(canonical, 0, written));
        }

        return status;
    }
}
