using Freshet.Http;

namespace Freshet.Rules;

/// <summary>Everything that freshness depends on, taken from a response once, when it is stored or freshened.</summary>
/// <remarks>It stands in the fixed part of a stored head, so that freshness is decided without parsing a field.</remarks>
public readonly record struct ResponseFacts
{
    internal const long NoTime = long.MinValue;

    /// <summary>The status code.</summary>
    public int Status { get; init; }

    /// <summary>What the response says about its own reuse.</summary>
    public ResponseFlags Flags { get; init; }

    /// <summary>max-age in seconds, or -1.</summary>
    public int MaxAge { get; init; }

    /// <summary>s-maxage in seconds, or -1.</summary>
    public int SMaxAge { get; init; }

    /// <summary>stale-while-revalidate in seconds, or -1.</summary>
    public int StaleWhileRevalidate { get; init; }

    /// <summary>stale-if-error in seconds, or -1.</summary>
    public int StaleIfError { get; init; }

    /// <summary>The value of Age in seconds; 0 without a valid one (§5.1).</summary>
    public int Age { get; init; }

    /// <summary>Date, or the time of receipt when there is no valid one, in whole seconds.</summary>
    public DateTimeOffset Date
    {
        get => DateTimeOffset.FromUnixTimeSeconds(DateSeconds);
        init => DateSeconds = value.ToUnixTimeSeconds();
    }

    /// <summary>Expires, or null when there is no valid one.</summary>
    public DateTimeOffset? Expires
    {
        get => ExpiresSeconds == NoTime ? null : DateTimeOffset.FromUnixTimeSeconds(ExpiresSeconds);
        init => ExpiresSeconds = value?.ToUnixTimeSeconds() ?? NoTime;
    }

    /// <summary>Last-Modified, or null when there is no valid one.</summary>
    public DateTimeOffset? LastModified
    {
        get => LastModifiedSeconds == NoTime ? null : DateTimeOffset.FromUnixTimeSeconds(LastModifiedSeconds);
        init => LastModifiedSeconds = value?.ToUnixTimeSeconds() ?? NoTime;
    }

    /// <summary>When the request was sent.</summary>
    public DateTimeOffset RequestTime
    {
        get => new(RequestTicks, TimeSpan.Zero);
        init => RequestTicks = value.UtcTicks;
    }

    /// <summary>When the response was received.</summary>
    public DateTimeOffset ResponseTime
    {
        get => new(ResponseTicks, TimeSpan.Zero);
        init => ResponseTicks = value.UtcTicks;
    }

    internal long DateSeconds { get; init; }

    internal long ExpiresSeconds { get; init; }

    internal long LastModifiedSeconds { get; init; }

    internal long RequestTicks { get; init; }

    internal long ResponseTicks { get; init; }

    // A lifetime that is not the response's own, for one decision; never stored.
    internal LifetimeSource Stated { get; init; }

    internal long StatedTicks { get; init; }

    /// <summary>Whether there is something to validate the response with: an ETag or a Last-Modified field.</summary>
    public bool HasValidator => (Flags & (ResponseFlags.HasEntityTag | ResponseFlags.HasLastModified)) != 0;

    /// <summary>Whether all the flags are set.</summary>
    public bool Has(ResponseFlags flags) => (Flags & flags) == flags;

    // §5.2.2.3: a cache that understands the status code ignores no-store beside must-understand.
    internal bool ForbidsStoring => Has(ResponseFlags.NoStore) && !(Has(ResponseFlags.MustUnderstand) && StatusCodes.IsUnderstood(Status));

    /// <summary>The same facts with further flags.</summary>
    public ResponseFacts With(ResponseFlags flags) => this with { Flags = Flags | flags };

    /// <summary>Takes the facts from a response.</summary>
    /// <param name="response">The response as received.</param>
    /// <param name="policy">The cache's policy: says which targeted fields count (RFC 9213).</param>
    /// <param name="requestTime">When the request was sent.</param>
    /// <param name="responseTime">When the response was received.</param>
    public static ResponseFacts Of(ResponseHead response, CachePolicy policy, DateTimeOffset requestTime, DateTimeOffset responseTime)
    {
        ArgumentNullException.ThrowIfNull(response);
        ArgumentNullException.ThrowIfNull(policy);
        var fields = response.Fields;
        var control = CacheControl.Parse(fields, policy.TargetedFields);
        var vary = VaryFields.Parse(fields);
        var tag = EntityTag.Of(fields);
        var date = HttpDate.Field(fields, "Date", responseTime);
        return new ResponseFacts
        {
            Status = response.Status,
            Flags = If(control.NoStore, ResponseFlags.NoStore) | If(control.NoCache, ResponseFlags.NoCache)
                | If(control.Private, ResponseFlags.Private) | If(control.Public, ResponseFlags.Public)
                | If(control.MustRevalidate, ResponseFlags.MustRevalidate) | If(control.ProxyRevalidate, ResponseFlags.ProxyRevalidate)
                | If(control.MustUnderstand, ResponseFlags.MustUnderstand) | If(control.Immutable, ResponseFlags.Immutable)
                | If(control.PrivateFields.Count > 0, ResponseFlags.PrivateFields)
                | If(vary.IsAny || vary.Names.Count > 0, ResponseFlags.HasVary) | If(vary.IsAny, ResponseFlags.VaryAny)
                | If(tag is not null, ResponseFlags.HasEntityTag) | If(tag is { IsWeak: true }, ResponseFlags.WeakEntityTag)
                | If(fields.Contains("Last-Modified"), ResponseFlags.HasLastModified)
                | If(!control.IsTargeted && fields.Contains("Expires"), ResponseFlags.HasExpires) | If(date is null, ResponseFlags.DateIsReceipt)
                | If(fields.Contains(StoredNote.FieldName), ResponseFlags.Noted),
            MaxAge = control.MaxAgeSeconds,
            SMaxAge = control.SMaxAgeSeconds,
            StaleWhileRevalidate = control.StaleWhileRevalidateSeconds,
            StaleIfError = control.StaleIfErrorSeconds,
            Age = AgeOf(fields),
            Date = date ?? responseTime,
            Expires = HttpDate.Field(fields, "Expires", responseTime),
            LastModified = HttpDate.Field(fields, "Last-Modified", responseTime),
            RequestTime = requestTime,
            ResponseTime = responseTime,
        };
    }

    private static int AgeOf(HeaderFields fields)
    {
        if (fields.First("Age") is not { } value)
        {
            return 0;
        }

        // §5.1: a cache encountering a list-based Age SHOULD use the first member and, when that is invalid, ignore the field.
        var comma = value.IndexOf(',', StringComparison.Ordinal);
        return Math.Max(0, DeltaSeconds.Parse((comma < 0 ? value : value.AsSpan(0, comma)).Trim(" \t")));
    }

    private static ResponseFlags If(bool condition, ResponseFlags flag) => condition ? flag : ResponseFlags.None;
}
