using Freshet.Http;

namespace Freshet.Control;

/// <summary>What tells the stored responses of a cache apart.</summary>
public sealed record KeyOptions
{
    /// <summary>Names of query parameters that are of no account, with <c>*</c> for any characters; in any case.</summary>
    /// <value>Default: null. They are sent, and neither in the key nor anywhere else in what is stored.</value>
    public IReadOnlyList<string>? IgnoredParameters { get; init; }

    /// <summary>Whether the parameters that track visitors are of no account: <c>utm_*</c>, <c>gclid</c>, <c>fbclid</c> and their like.</summary>
    /// <value>Default: null.</value>
    public bool? IgnoreTrackingParameters { get; init; }

    /// <summary>Whether the order of query parameters of different names is of no account.</summary>
    /// <value>Default: null.</value>
    public bool? SortParameters { get; init; }

    /// <summary>Request fields whose values must be the same, as if each response named them in Vary.</summary>
    /// <value>Default: null. Only a digest is stored.</value>
    public IReadOnlyList<string>? MatchedFields { get; init; }

    /// <summary>Members of JSON and names of form content that are of no account: <c>name</c>, <c>outer.name</c>, or <c>**.name</c> at any depth.</summary>
    /// <value>Default: null. For methods whose content is in the key; case-sensitive.</value>
    public IReadOnlyList<string>? IgnoredMembers { get; init; }

    /// <summary>The longest request content that is taken into a key.</summary>
    /// <value>Default: null, which is 1 MiB. Range: 0 to 64 MiB. A request with more goes past the cache.</value>
    public int? MaxContentBytes { get; init; }

    /// <summary>A function from a request to its key, or to null for the ordinary one.</summary>
    /// <value>Default: null. Requests with one key must be requests for one thing.</value>
    public Func<RequestHead, string?>? Maker { get; init; }

    internal KeyOptions And(KeyOptions? nearer) => nearer is null ? this : new()
    {
        IgnoredParameters = nearer.IgnoredParameters ?? IgnoredParameters,
        IgnoreTrackingParameters = nearer.IgnoreTrackingParameters ?? IgnoreTrackingParameters,
        SortParameters = nearer.SortParameters ?? SortParameters,
        MatchedFields = nearer.MatchedFields ?? MatchedFields,
        IgnoredMembers = nearer.IgnoredMembers ?? IgnoredMembers,
        MaxContentBytes = nearer.MaxContentBytes ?? MaxContentBytes,
        Maker = nearer.Maker ?? Maker,
    };

    internal IEnumerable<string> Problems()
    {
        if (MaxContentBytes is < 0 or > 64 << 20)
        {
            yield return $"Key.{nameof(MaxContentBytes)} is {MaxContentBytes}; it must be 0 to {64 << 20}.";
        }

        foreach (var (name, values) in new[]
        {
            (nameof(IgnoredParameters), IgnoredParameters), (nameof(MatchedFields), MatchedFields), (nameof(IgnoredMembers), IgnoredMembers),
        })
        {
            if (values?.Any(string.IsNullOrEmpty) ?? false)
            {
                yield return $"Key.{name} has an empty member.";
            }
        }
    }
}
