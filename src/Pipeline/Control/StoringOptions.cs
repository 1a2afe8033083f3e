using Freshet.Rules;

namespace Freshet.Control;

/// <summary>What is stored, and what of it.</summary>
public sealed record StoringOptions
{
    /// <summary>The methods whose responses are stored and looked up.</summary>
    /// <value>Default: null, GET and HEAD. Others, QUERY and POST for example, have the request's content in their key.</value>
    public IReadOnlyList<string>? Methods { get; init; }

    /// <summary>The only status codes that are stored; naming them makes them cacheable without explicit expiry.</summary>
    /// <value>Default: null, what RFC 9111 §3 allows.</value>
    public IReadOnlyList<int>? Statuses { get; init; }

    /// <summary>Status codes that are not stored.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<int>? ExcludedStatuses { get; init; }

    /// <summary>Which requests are looked up and which responses are stored; the filters of all layers must accept.</summary>
    /// <value>Default: null. A stored response that a filter no longer accepts is removed.</value>
    public CacheFilter? Filter { get; init; }

    /// <summary>Members of Vary that are disregarded; <c>*</c> disregards a Vary of <c>*</c>.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<string>? IgnoredVary { get; init; }

    /// <summary>Request fields of which a digest is stored in place of the value, where Vary nominates them.</summary>
    /// <value>Default: null, those of <see cref="CachePolicy.RedactedFields"/>.</value>
    public IReadOnlyList<string>? RedactedFields { get; init; }

    /// <summary>Response fields that are not stored, Set-Cookie for example.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<string>? UnstoredFields { get; init; }

    /// <summary>Response fields whose members are tags: <c>Cache-Tag</c> (by commas), <c>Surrogate-Key</c> and <c>xkey</c> (by spaces), for example.</summary>
    /// <value>Default: null.</value>
    public IReadOnlyList<string>? TagFields { get; init; }

    internal StoringOptions And(StoringOptions? nearer) => nearer is null ? this : new()
    {
        Methods = nearer.Methods ?? Methods,
        Statuses = nearer.Statuses ?? Statuses,
        ExcludedStatuses = nearer.ExcludedStatuses ?? ExcludedStatuses,
        Filter = Filter is { } own && nearer.Filter is { } other ? own.And(other) : nearer.Filter ?? Filter,
        IgnoredVary = nearer.IgnoredVary ?? IgnoredVary,
        RedactedFields = nearer.RedactedFields ?? RedactedFields,
        UnstoredFields = nearer.UnstoredFields ?? UnstoredFields,
        TagFields = nearer.TagFields ?? TagFields,
    };

    internal IEnumerable<string> Problems()
    {
        var policy = new CachePolicy { Methods = Methods ?? [], Statuses = Statuses, ExcludedStatuses = ExcludedStatuses ?? [] };
        foreach (var problem in policy.Problems())
        {
            yield return $"Storing: {problem}";
        }

        foreach (var (name, values) in new[]
        {
            (nameof(IgnoredVary), IgnoredVary), (nameof(RedactedFields), RedactedFields),
            (nameof(UnstoredFields), UnstoredFields), (nameof(TagFields), TagFields),
        })
        {
            if (values?.Any(string.IsNullOrEmpty) ?? false)
            {
                yield return $"Storing.{name} has an empty member.";
            }
        }
    }
}
