using Freshet.Rules;

namespace Freshet.Http;

/// <summary>The directives of the Cache-Control field of one message, or of the targeted field in its place (RFC 9111 §5.2, RFC 5861, RFC 8246, RFC 9213).</summary>
/// <remarks>
/// Any text parses. Unknown directives are ignored. Of several occurrences of one with seconds the first counts (RFC 9111 §4.2.1); a count
/// of seconds that is none is taken as zero, so that the response is stale; one over 2^31-1 is taken as 2^31-1. The default value is a
/// message without the field.
/// </remarks>
public readonly partial struct CacheControl
{
    private readonly CacheControlParser.Result _result;

    private CacheControl(in CacheControlParser.Result result) => _result = result;

    /// <summary>Whether there is any directive, known or not.</summary>
    public bool IsPresent => Has(CacheDirectives.Any);

    /// <summary>no-store (§5.2.1.5, §5.2.2.5).</summary>
    public bool NoStore => Has(CacheDirectives.NoStore);

    /// <summary>no-cache without field names (§5.2.1.4, §5.2.2.4).</summary>
    public bool NoCache => Has(CacheDirectives.NoCache);

    /// <summary>private without field names (§5.2.2.7).</summary>
    public bool Private => Has(CacheDirectives.Private);

    /// <summary>public (§5.2.2.9).</summary>
    public bool Public => Has(CacheDirectives.Public);

    /// <summary>must-revalidate (§5.2.2.2).</summary>
    public bool MustRevalidate => Has(CacheDirectives.MustRevalidate);

    /// <summary>proxy-revalidate (§5.2.2.8).</summary>
    public bool ProxyRevalidate => Has(CacheDirectives.ProxyRevalidate);

    /// <summary>must-understand (§5.2.2.3).</summary>
    public bool MustUnderstand => Has(CacheDirectives.MustUnderstand);

    /// <summary>immutable (RFC 8246).</summary>
    public bool Immutable => Has(CacheDirectives.Immutable);

    /// <summary>only-if-cached (§5.2.1.7).</summary>
    public bool OnlyIfCached => Has(CacheDirectives.OnlyIfCached);

    /// <summary>no-transform (§5.2.1.6, §5.2.2.6).</summary>
    public bool NoTransform => Has(CacheDirectives.NoTransform);

    /// <summary>Whether the directives are those of a targeted field, so that Cache-Control and Expires do not count (RFC 9213 §2.2).</summary>
    public bool IsTargeted => Has(CacheDirectives.Targeted);

    /// <summary>max-age (§5.2.1.1, §5.2.2.1), or null when absent.</summary>
    public TimeSpan? MaxAge => Span(_result.MaxAge);

    /// <summary>s-maxage (§5.2.2.10), or null when absent.</summary>
    public TimeSpan? SMaxAge => Span(_result.SMaxAge);

    /// <summary>max-stale (§5.2.1.2): <see cref="TimeSpan.MaxValue"/> when given without an argument, null when absent.</summary>
    public TimeSpan? MaxStale => Has(CacheDirectives.MaxStaleUnlimited) ? TimeSpan.MaxValue : Span(_result.MaxStale);

    /// <summary>min-fresh (§5.2.1.3), or null when absent.</summary>
    public TimeSpan? MinFresh => Span(_result.MinFresh);

    /// <summary>stale-while-revalidate (RFC 5861 §3), or null when absent.</summary>
    public TimeSpan? StaleWhileRevalidate => Span(_result.StaleWhileRevalidate);

    /// <summary>stale-if-error (RFC 5861 §4), or null when absent.</summary>
    public TimeSpan? StaleIfError => Span(_result.StaleIfError);

    /// <summary>The field names given to no-cache (§5.2.2.4); empty without.</summary>
    public IReadOnlyList<string> NoCacheFields => _result.NoCacheFields ?? [];

    /// <summary>The field names given to private (§5.2.2.7); empty without.</summary>
    public IReadOnlyList<string> PrivateFields => _result.PrivateFields ?? [];

    internal int MaxAgeSeconds => Seconds(_result.MaxAge);

    internal int SMaxAgeSeconds => Seconds(_result.SMaxAge);

    internal int StaleWhileRevalidateSeconds => Seconds(_result.StaleWhileRevalidate);

    internal int StaleIfErrorSeconds => Seconds(_result.StaleIfError);

    /// <summary>Parses the Cache-Control lines of a message; never throws.</summary>
    public static CacheControl Parse(HeaderFields fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var result = default(CacheControlParser.Result);
        foreach (var line in fields.Lines)
        {
            if (line.Name.Equals("Cache-Control", StringComparison.OrdinalIgnoreCase))
            {
                CacheControlParser.Parse(line.Value, ref result);
            }
        }

        return new CacheControl(result);
    }

    /// <summary>The directives of a response for a cache with a target list (RFC 9213 §2.2); never throws.</summary>
    /// <param name="response">The response's fields.</param>
    /// <param name="targetedFields">The names of targeted fields, the most applicable first.</param>
    /// <returns>Those of the first targeted field that is valid and not empty, or those of Cache-Control.</returns>
    public static CacheControl Parse(HeaderFields response, IReadOnlyList<string> targetedFields)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(targetedFields);
        for (var i = 0; i < targetedFields.Count; i++)
        {
            // RFC 9213 §2.1: if it is empty, or a parsing error is encountered, that field MUST be ignored
            if (response.Combined(targetedFields[i]) is { } value
                && StructuredDictionary.TryParse(value, out var dictionary) && dictionary.Count > 0)
            {
                return new CacheControl(CacheControlParser.Of(dictionary));
            }
        }

        return Parse(response);
    }

    /// <summary>Parses one field value; never throws.</summary>
    public static CacheControl Parse(ReadOnlySpan<char> value)
    {
        var result = default(CacheControlParser.Result);
        CacheControlParser.Parse(value, ref result);
        return new CacheControl(result);
    }

    internal CacheControl And(ReadOnlySpan<char> value)
    {
        var result = _result;
        CacheControlParser.Parse(value, ref result);
        return new CacheControl(result);
    }

    internal CacheControl Without(IgnoredDirectives ignored)
    {
        var result = _result;
        Clear(IgnoredDirectives.NoStore | IgnoredDirectives.RequestNoStore, CacheDirectives.NoStore);
        Clear(IgnoredDirectives.NoCache | IgnoredDirectives.RequestNoCache, CacheDirectives.NoCache);
        Clear(IgnoredDirectives.Private, CacheDirectives.Private);
        Clear(IgnoredDirectives.MustRevalidate, CacheDirectives.MustRevalidate | CacheDirectives.ProxyRevalidate);
        Clear(IgnoredDirectives.RequestOnlyIfCached, CacheDirectives.OnlyIfCached);
        if ((ignored & (IgnoredDirectives.Expiry | IgnoredDirectives.RequestMaxAge)) != 0)
        {
            (result.MaxAge, result.SMaxAge, result.MinFresh) = (0, 0, 0);
        }

        if ((ignored & IgnoredDirectives.RequestMaxStale) != 0)
        {
            (result.MaxStale, result.StaleIfError) = (0, 0);
            result.Directives &= ~CacheDirectives.MaxStaleUnlimited;
        }

        return new CacheControl(result);

        void Clear(IgnoredDirectives which, CacheDirectives directives) =>
            result.Directives &= (ignored & which) != 0 ? ~directives : ~default(CacheDirectives);
    }

    private static TimeSpan? Span(uint stored) => stored == 0 ? null : TimeSpan.FromSeconds((long)stored - 1);

    private static int Seconds(uint stored) => (int)(stored - 1);

    private bool Has(CacheDirectives directive) => (_result.Directives & directive) != 0;
}
