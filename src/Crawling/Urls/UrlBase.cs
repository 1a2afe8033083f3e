using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.Urls;

/// <summary>The URL of a page, against which its links are resolved to canonical URLs as a browser would.</summary>
/// <remarks>
/// Follows the URL standard of the WHATWG for the schemes http and https. A fragment and user information are dropped.
/// It is immutable and can be shared by threads; resolving allocates nothing unless the host is internationalised.
/// </remarks>
public sealed class UrlBase
{
    private readonly byte[] _url;
    private readonly bool _queryRules;

    private UrlBase(ReadOnlySpan<byte> canonical, UrlRules rules, Encoding? encoding)
    {
        _url = canonical.ToArray();
        var parts = UrlParts.Of(_url);
        SchemeLength = parts.SchemeLength;
        OriginLength = parts.PathStart;
        PathEnd = parts.PathEnd;
        DirectoryEnd = _url.AsSpan(0, PathEnd).LastIndexOf((byte)'/') + 1;
        Rules = rules;
        QueryEncoding = QueryEncoding.For(encoding);
        _queryRules = rules.SortQuery || rules.DropParameters.Count > 0;
    }

    /// <summary>The base's own canonical URL, in ASCII.</summary>
    public ReadOnlyMemory<byte> Utf8Url => _url;

    internal UrlRules Rules { get; }

    internal QueryEncoding? QueryEncoding { get; }

    internal int SchemeLength { get; }

    internal int OriginLength { get; }

    internal int DirectoryEnd { get; }

    internal int PathEnd { get; }

    /// <summary>Makes a base of an absolute URL.</summary>
    /// <param name="utf8Url">The page's URL, after redirects.</param>
    /// <param name="result">The base, or null when the URL is not an http or https URL.</param>
    /// <param name="rules">The rules of canonicalisation; the default rules when null.</param>
    /// <param name="encoding">The page's encoding, in which its links' queries are encoded; UTF-8 when null.</param>
    /// <exception cref="OptionsException">A rule is out of range.</exception>
    public static bool TryCreate(
        ReadOnlySpan<byte> utf8Url, [NotNullWhen(true)] out UrlBase? result, UrlRules? rules = null, Encoding? encoding = null)
    {
        result = null;
        rules = (rules ?? UrlRules.Default).Validate();
        Span<byte> canonical = stackalloc byte[rules.MaxLength];
        if (UrlParser.Parse(utf8Url, null, rules, null, canonical, out var written) != UrlStatus.Valid)
        {
            return false;
        }

        result = new UrlBase(canonical[..written], rules, encoding);
        return true;
    }

    /// <summary>Makes a base of a canonical URL.</summary>
    /// <inheritdoc cref="TryCreate"/>
    public static UrlBase Create(CanonicalUrl url, UrlRules? rules = null, Encoding? encoding = null)
    {
        ArgumentNullException.ThrowIfNull(url);
        return TryCreate(Encoding.ASCII.GetBytes(url.Value), out var result, rules, encoding)
            ? result
            : throw new ArgumentException($"The URL is {url.Value.Length} bytes long; UrlRules.MaxLength allows fewer.", nameof(url));
    }

    // For bytes that were resolved by the same rules, which are valid.
    internal static UrlBase OfCanonical(ReadOnlySpan<byte> canonical, UrlRules rules, Encoding? encoding = null) => new(canonical, rules, encoding);

    /// <summary>The base that a page's <c>base</c> element makes of this one.</summary>
    /// <param name="utf8Href">The value of the element's <c>href</c> attribute.</param>
    /// <param name="encoding">The page's encoding; UTF-8 when null.</param>
    /// <returns>This base when the value is no http or https URL.</returns>
    public UrlBase WithHref(ReadOnlySpan<byte> utf8Href, Encoding? encoding = null)
    {
        Span<byte> canonical = stackalloc byte[Rules.MaxLength];
        return TryResolve(utf8Href, canonical, out var written) ? new UrlBase(canonical[..written], Rules, encoding) : this;
    }

    /// <summary>Writes the canonical URL of a reference.</summary>
    /// <param name="utf8Reference">A link as it stands in the page, in UTF-8, character references already decoded.</param>
    /// <param name="destination">Where the URL goes, in ASCII; what it holds after a refusal is undefined.</param>
    /// <param name="written">The length of the URL in bytes, 0 after a refusal.</param>
    /// <returns><see langword="false"/> for everything but <see cref="UrlStatus.Valid"/>.</returns>
    public bool TryResolve(ReadOnlySpan<byte> utf8Reference, Span<byte> destination, out int written) =>
        Resolve(utf8Reference, destination, out written) == UrlStatus.Valid;

    /// <summary>Writes the canonical URL of a reference, or says why there is none.</summary>
    /// <inheritdoc cref="TryResolve"/>
    public UrlStatus Resolve(ReadOnlySpan<byte> utf8Reference, Span<byte> destination, out int written)
    {
        if (destination.Length > Rules.MaxLength)
        {
            destination = destination[..Rules.MaxLength];
        }

        return TryResolvePlain(utf8Reference, destination, out written)
            ? UrlStatus.Valid
            : UrlParser.Parse(utf8Reference, this, Rules, QueryEncoding, destination, out written);
    }

    internal ReadOnlySpan<byte> Slice(int start, int end) => _url.AsSpan(start, end - start);

    // Most links: on the page's own host, without escapes and without dot segments other than leading ones.
    private bool TryResolvePlain(ReadOnlySpan<byte> reference, Span<byte> destination, out int written)
    {
        written = 0;
        if (reference.Length > OriginLength && reference[OriginLength] == '/' && reference.StartsWith(Slice(0, OriginLength)))
        {
            reference = reference[OriginLength..];
        }

        if (reference.IsEmpty)
        {
            return false;
        }

        var rooted = reference[0] == '/';
        var end = reference.IndexOfAnyExcept(rooted ? UrlBytes.Path : UrlBytes.RelativePath);
        var path = end < 0 ? reference : reference[..end];
        ReadOnlySpan<byte> query = [];
        if (end >= 0 && reference[end] != '#')
        {
            if (reference[end] != '?' || _queryRules)
            {
                return false;
            }

            query = reference[end..];
            end = query.IndexOfAnyExcept(UrlBytes.Query);
            if (end >= 0)
            {
                if (query[end] != '#')
                {
                    return false;
                }

                query = query[..end];
            }
        }

        if (path.IsEmpty || (path.Contains((byte)';') && _queryRules))
        {
            return false;
        }

        var directory = rooted ? OriginLength : DirectoryEnd;
        if (rooted)
        {
            if (path.Length > 1 && path[1] == '/')
            {
                return false;
            }
        }
        else
        {
            while (path.StartsWith("../"u8))
            {
                path = path[3..];
                directory = Parent(directory);
            }
        }

        // A dot segment begins a path or follows a slash.
        if (path.IsEmpty || path[0] == '.' || path.IndexOf("/."u8) >= 0)
        {
            return false;
        }

        var length = directory + path.Length + query.Length;
        if (length > destination.Length)
        {
            return false;
        }

        _url.AsSpan(0, directory).CopyTo(destination);
        path.CopyTo(destination[directory..]);
        query.CopyTo(destination[(directory + path.Length)..]);
        written = length;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Parent(int directory) =>
        directory - 1 <= OriginLength ? directory : _url.AsSpan(0, directory - 1).LastIndexOf((byte)'/') + 1;
}
