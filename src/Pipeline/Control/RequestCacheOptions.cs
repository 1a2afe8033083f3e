using System.Runtime.CompilerServices;
using Freshet.Rules;

namespace Freshet.Control;

/// <summary>Wishes about how requests are answered from a cache: those of one request, of the requests to some URLs, or of all.</summary>
/// <remarks>
/// What is null leaves the question to the next layer: first an enclosing <see cref="FreshetScope"/> counts, then the request, then the first
/// rule that its URL matches, then the cache's defaults, then its <see cref="CachePolicy"/>.
/// </remarks>
public sealed record RequestCacheOptions
{
    /// <summary>No wishes.</summary>
    public static RequestCacheOptions None { get; } = new();

    /// <summary>The freshness lifetime in place of the server's.</summary>
    /// <value>Default: null. Of a request it is kept with the response that is stored, and counts for later requests too.</value>
    public Lifetime? Lifetime { get; init; }

    /// <summary>Whether <see cref="Freshet.Rules.Lifetime.For(TimeSpan)"/> counts from the last use in place of the receipt.</summary>
    /// <value>Default: null.</value>
    public bool? Sliding { get; init; }

    /// <summary>What is disregarded of what servers and clients say.</summary>
    /// <value>Default: null.</value>
    public IgnoredDirectives? Ignore { get; init; }

    /// <summary>Whether every complete final response is stored.</summary>
    /// <value>Default: null. Together with <see cref="Freshet.Rules.Lifetime.Never"/> nothing that is stored is asked for again.</value>
    public bool? ForceStore { get; init; }

    /// <summary>Whether fresh stored responses are asked about all the same.</summary>
    /// <value>Default: null.</value>
    public RefreshMode? Refresh { get; init; }

    /// <summary>Whether only stored responses answer, and 504 where none may.</summary>
    /// <value>Default: null.</value>
    public bool? OnlyIfCached { get; init; }

    /// <summary>Whether stored responses answer however stale they are, and nothing is asked; 504 where nothing is stored.</summary>
    /// <value>Default: null.</value>
    public bool? Offline { get; init; }

    /// <summary>Whether nothing is written.</summary>
    /// <value>Default: null.</value>
    public bool? ReadOnly { get; init; }

    /// <summary>Whether the cache takes no part.</summary>
    /// <value>Default: null.</value>
    public bool? Bypass { get; init; }

    /// <summary>When stale responses may be used.</summary>
    /// <value>Default: null.</value>
    public StaleOptions? Stale { get; init; }

    /// <summary>What tells stored responses apart.</summary>
    /// <value>Default: null.</value>
    public KeyOptions? Key { get; init; }

    /// <summary>What is stored.</summary>
    /// <value>Default: null.</value>
    public StoringOptions? Storing { get; init; }

    /// <summary>How failures are remembered.</summary>
    /// <value>Default: null.</value>
    public FailureOptions? Failures { get; init; }

    /// <summary>By what the stored response can be purged; those of all layers are taken together.</summary>
    /// <value>Default: none. 1 to 256 characters each, at most 64 of them.</value>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>On whose behalf it is asked: requests of different partitions share nothing stored. Only a digest of it is stored.</summary>
    /// <value>Default: null.</value>
    public string? Partition { get; init; }

    /// <summary>The name under which the cache says in Cache-Status what it did (RFC 9211), on the responses of a <see cref="Caching.CachingHandler"/>.</summary>
    /// <value>Default: null, it does not say it. 1 to 64 visible ASCII characters.</value>
    public string? CacheStatus { get; init; }

    /// <summary>These wishes, with those of a nearer layer in their place.</summary>
    public RequestCacheOptions And(RequestCacheOptions nearer)
    {
        ArgumentNullException.ThrowIfNull(nearer);
        return ReferenceEquals(this, None) ? nearer : new RequestCacheOptions
        {
            Lifetime = nearer.Lifetime ?? Lifetime,
            Sliding = nearer.Sliding ?? Sliding,
            Ignore = nearer.Ignore ?? Ignore,
            ForceStore = nearer.ForceStore ?? ForceStore,
            Refresh = nearer.Refresh ?? Refresh,
            OnlyIfCached = nearer.OnlyIfCached ?? OnlyIfCached,
            Offline = nearer.Offline ?? Offline,
            ReadOnly = nearer.ReadOnly ?? ReadOnly,
            Bypass = nearer.Bypass ?? Bypass,
            Stale = Stale?.And(nearer.Stale) ?? nearer.Stale,
            Key = Key?.And(nearer.Key) ?? nearer.Key,
            Storing = Storing?.And(nearer.Storing) ?? nearer.Storing,
            Failures = nearer.Failures ?? Failures,
            Tags = Tags.Count == 0 ? nearer.Tags : nearer.Tags.Count == 0 ? Tags : [.. Tags.Union(nearer.Tags, StringComparer.Ordinal)],
            Partition = nearer.Partition ?? Partition,
            CacheStatus = nearer.CacheStatus ?? CacheStatus,
        };
    }

    /// <summary>What is wrong with the wishes, one sentence a problem; nothing when they are right.</summary>
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public IEnumerable<string> Problems()
    {
        List<string> problems = [];
        if (Tags.Count > 64)
        {
            problems.Add($"{nameof(Tags)} has {Tags.Count} members; at most 64 are allowed.");
        }

        foreach (var tag in Tags.Where(tag => tag is null or { Length: 0 or > 256 }))
        {
            problems.Add($"{nameof(Tags)} has '{tag}'; a tag has 1 to 256 characters.");
        }

        if (Partition is "")
        {
            problems.Add($"{nameof(Partition)} is empty; leave it null for what everybody shares.");
        }

        if (CacheStatus is { } name && (name.Length is 0 or > 64 || name.Any(c => c is <= ' ' or > '~')))
        {
            problems.Add($"{nameof(CacheStatus)} is '{name}'; it must be 1 to 64 visible ASCII characters.");
        }

        problems.AddRange((Stale?.Problems() ?? []).Concat(Key?.Problems() ?? []).Concat(Storing?.Problems() ?? []).Concat(Failures?.Problems() ?? []));

        return problems;
    }

    /// <summary>Throws when a wish is out of its range.</summary>
    /// <exception cref="OptionsException">With every problem at once.</exception>
    public void Validate() => OptionsException.ThrowIfAny(nameof(RequestCacheOptions), Problems());
}
