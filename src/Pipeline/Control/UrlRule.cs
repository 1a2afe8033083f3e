namespace Freshet.Control;

/// <summary>Wishes about the requests to some URLs.</summary>
/// <param name="Pattern">Which URLs.</param>
/// <param name="Options">The wishes.</param>
public sealed record UrlRule(UrlPattern Pattern, RequestCacheOptions Options)
{
    /// <summary>A rule for the URLs that match a glob; see <see cref="UrlPattern.Glob"/>.</summary>
    public static UrlRule Glob(string pattern, RequestCacheOptions options) => new(UrlPattern.Glob(pattern), options);

    /// <summary>A rule for the URLs that match a regular expression; see <see cref="UrlPattern.Regex"/>.</summary>
    public static UrlRule Regex(string pattern, RequestCacheOptions options) => new(UrlPattern.Regex(pattern), options);

    internal IEnumerable<string> Problems()
    {
        if (Pattern.Problem is { } problem)
        {
            yield return problem;
        }

        foreach (var wrong in Options.Problems())
        {
            yield return $"{Pattern}: {wrong}";
        }
    }
}
