using System.Text;
using System.Text.RegularExpressions;

namespace Freshet.Control;

/// <summary>A pattern that URLs match or not.</summary>
/// <remarks>Matching takes time in proportion to the URL, or is given up after 100 ms where a regular expression can't be run that way.</remarks>
public sealed class UrlPattern
{
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(100);
    private readonly Regex? _regex;
    private readonly bool _withScheme;
    private readonly bool _withQuery;

    private UrlPattern(string text, Regex? regex, string? problem, bool withScheme, bool withQuery)
    {
        Text = text;
        Problem = problem;
        _regex = regex;
        _withScheme = withScheme;
        _withQuery = withQuery;
    }

    /// <summary>The pattern as given.</summary>
    public string Text { get; }

    // Told when the options are validated, with everything else that is wrong.
    internal string? Problem { get; }

    /// <summary>A pattern with <c>*</c> for any characters but a slash, and <c>**</c> for any characters.</summary>
    /// <param name="pattern">
    /// <c>host</c> or <c>host/path</c>, with a scheme or without, and with a port where it is not the scheme's; without a path it is every URL of the host.
    /// The query counts only where the pattern has a question mark. <c>*</c> alone is every URL.
    /// </param>
    public static UrlPattern Glob(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        var scheme = pattern.IndexOf("://", StringComparison.Ordinal);
        var rest = scheme < 0 ? pattern : pattern[(scheme + 3)..];
        var hostEnd = rest.IndexOfAny(['/', '?']);
        var host = (hostEnd < 0 ? rest : rest[..hostEnd]).ToLowerInvariant();
        var path = hostEnd < 0 ? "/**" : rest[hostEnd] == '/' ? rest[hostEnd..] : "/" + rest[hostEnd..];
        var text = pattern == "*" ? "**" : (scheme < 0 ? "" : pattern[..scheme].ToLowerInvariant() + "://") + host + path;
        var withQuery = pattern.Contains('?', StringComparison.Ordinal);
        return pattern.Length == 0 || host.Length == 0
            ? new(pattern, null, $"The pattern '{pattern}' has no host; example.org/path/* would be one.", false, false)
            : new(pattern, Compile($"^{Translate(text)}$", out var problem), problem, scheme >= 0, withQuery);
    }

    /// <summary>A regular expression that is looked for in the whole URL, scheme and query included; anchor it with <c>^</c> and <c>$</c>.</summary>
    public static UrlPattern Regex(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        return new(pattern, Compile(pattern, out var problem), problem, true, true);
    }

    /// <summary>Whether a URL matches; its fragment never counts.</summary>
    public bool IsMatch(Uri uri)
    {
        ArgumentNullException.ThrowIfNull(uri);
        var text = uri.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped);
        var start = _withScheme ? 0 : text.IndexOf("://", StringComparison.Ordinal) + 3;
        var query = _withQuery ? -1 : text.IndexOf('?', StringComparison.Ordinal);
        try
        {
            return _regex is not null && _regex.IsMatch(text.AsSpan(start..(query < 0 ? text.Length : query)));
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static string Translate(string glob)
    {
        StringBuilder regex = new();
        for (var i = 0; i < glob.Length; i++)
        {
            if (glob[i] == '*')
            {
                var deep = i + 1 < glob.Length && glob[i + 1] == '*';
                regex.Append(deep ? ".*" : "[^/]*");
                i += deep ? 1 : 0;
            }
            else
            {
                regex.Append(System.Text.RegularExpressions.Regex.Escape(glob[i].ToString()));
            }
        }

        return regex.ToString();
    }

    private static Regex? Compile(string pattern, out string? problem)
    {
        const RegexOptions Common = RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;
        problem = null;
        try
        {
            return new Regex(pattern, Common | RegexOptions.NonBacktracking, Limit);
        }
        catch (NotSupportedException)
        {
            return new Regex(pattern, Common, Limit);
        }
        catch (ArgumentException error)
        {
            problem = $"The pattern '{pattern}' is no regular expression: {error.Message}";
            return null;
        }
    }
}
