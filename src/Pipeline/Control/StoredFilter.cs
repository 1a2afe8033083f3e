using Freshet.Storage;

namespace Freshet.Control;

/// <summary>Which stored responses; all that are given must hold.</summary>
public sealed record StoredFilter
{
    /// <summary>Those of the URLs that match.</summary>
    /// <value>Default: null, all.</value>
    public UrlPattern? Url { get; init; }

    /// <summary>Those of the URLs that begin with this text, scheme included.</summary>
    /// <value>Default: null, all.</value>
    public string? Prefix { get; init; }

    /// <summary>Those of a host, with any scheme and port.</summary>
    /// <value>Default: null, all.</value>
    public string? Host { get; init; }

    /// <summary>Those that carry a tag.</summary>
    /// <value>Default: null, all.</value>
    public string? Tag { get; init; }

    /// <summary>Those with a status code.</summary>
    /// <value>Default: null, all.</value>
    public int? Status { get; init; }

    /// <summary>The fresh ones, or those that are not.</summary>
    /// <value>Default: null, all.</value>
    public bool? IsFresh { get; init; }

    /// <summary>Those that were received before that long.</summary>
    /// <value>Default: null, all.</value>
    public TimeSpan? OlderThan { get; init; }

    /// <summary>Those for which the function is true.</summary>
    /// <value>Default: null, all.</value>
    public Func<StoredResponse, bool>? Where { get; init; }

    // Null when keys do not tell.
    internal IReadOnlyList<string>? KeyPrefixes() =>
        Prefix is { } prefix ? [Rules.CacheKey.Prefix + prefix]
            : Host is { } host ? [$"{Rules.CacheKey.Prefix}http://{host.ToLowerInvariant()}", $"{Rules.CacheKey.Prefix}https://{host.ToLowerInvariant()}"]
            : null;

    internal bool Matches(StoredResponse response) =>
        (Url is null || (response.Uri is { } uri && Url.IsMatch(uri)))
        && (Prefix is null || (response.Uri?.AbsoluteUri.StartsWith(Prefix, StringComparison.Ordinal) ?? false))
        && (Host is null || (response.Uri?.IdnHost.Equals(Host, StringComparison.OrdinalIgnoreCase) ?? false))
        && (Tag is null || response.Tags.Contains(Tag))
        && (Status is null || response.Status == Status)
        && (IsFresh is null || response.IsFresh == IsFresh)
        && (OlderThan is null || response.StoredFor > OlderThan)
        && (Where is null || Where(response));
}
