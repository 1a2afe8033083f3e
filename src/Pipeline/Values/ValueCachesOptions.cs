using Freshet.Storage;

namespace Freshet.Values;

/// <summary>The caches of a program by name.</summary>
public sealed partial record ValueCachesOptions
{
    /// <summary>How a cache behaves that nothing is said of.</summary>
    public ValueCacheOptions Defaults { get; init; } = new();

    /// <summary>How caches behave, by name. What is said of <c>Library</c> holds for <c>Library.Users</c> too, unless that has its own; it never holds for others.</summary>
    public IReadOnlyDictionary<string, ValueCacheOptions> Caches { get; init; } = new Dictionary<string, ValueCacheOptions>();

    /// <summary>The names of caches that are off.</summary>
    public IReadOnlyList<string> Disabled { get; init; } = [];

    /// <summary>How the tags' stamps are kept, which all caches share.</summary>
    public TagStampsOptions Tags { get; init; } = new();

    internal ValueCacheOptions Of(string name)
    {
        for (var at = name; at.Length > 0; at = at[..Math.Max(at.LastIndexOf('.'), 0)])
        {
            if (Caches.TryGetValue(at, out var options))
            {
                return options with { Name = name };
            }
        }

        return Defaults with { Name = name };
    }

    internal void Validate() => OptionsException.ThrowIfAny(
        nameof(ValueCachesOptions),
        Defaults.Problems().Select(static p => $"{nameof(Defaults)}: {p}")
            .Concat(Caches.SelectMany(static c => (c.Value with { Name = c.Key }).Problems().Select(p => $"{c.Key}: {p}"))));
}
