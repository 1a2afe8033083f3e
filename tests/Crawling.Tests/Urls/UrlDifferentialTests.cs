using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using Freshet.Urls;

namespace Freshet.Tests.Urls;

/// <summary>Random references, resolved here and by others.</summary>
public sealed class UrlDifferentialTests
{
    private static readonly string[] Words = ["a", "b.html", "Index", "~me", "x-y_z", "1", "a;p=1", "q,r", "(s)", "*", "a=b", "$", "@", "+", "&", "!"];

    // AngleSharp leaves ^ { } in paths and ' in queries, encodes ` in queries, and reads "\\/host?" otherwise: not these.
    private static readonly string[] OddWords =
        [.. Words, "%2e", "%2E.", ".%2e", "%41", "%zz", "%", "é", "😀", "|", " ", "a\tb", "a\\b", "[", "]", "<", "\""];

    private static readonly string[] Hosts = ["other.org", "OTHER.org:81", "example.org", "127.0.0.1", "a-b.c", "user@other.org", "other.org:80"];

    [Fact(Timeout = 60_000)]
    public void System_Uri_resolves_plain_references_in_the_same_way() => Compare(
        Words,
        UrlRules.Default,
        (page, reference) => Uri.TryCreate(new Uri(page), reference, out var uri)
            ? uri.GetComponents(UriComponents.SchemeAndServer | UriComponents.PathAndQuery, UriFormat.UriEscaped)
            : null);

    [Fact(Timeout = 60_000)]
    public void AngleSharp_resolves_odd_references_in_the_same_way() => Compare(
        OddWords,
        new UrlRules { DecodeUnreserved = false, UppercaseEscapes = false, EscapeStrayPercent = false },
        (page, reference) =>
        {
            var url = new Url(new Url(page), reference) { Fragment = null, UserName = null, Password = null };
            return url.IsInvalid || !Regex.IsMatch(url.Host, "^[A-Za-z0-9._-]+(:[0-9]+)?$") ? null : url.Href;
        });

    private static void Compare(string[] words, UrlRules rules, Func<string, string, string?> other)
    {
        var random = new Random(20261120);
        var differences = new List<string>();
        for (var i = 0; i < 20_000; i++)
        {
            var page = $"http://example.org/{Path(random, Words)}";
            var reference = Reference(random, words);
            var ours = UrlBaseTests.Resolve(reference, page, rules);
            var theirs = other(page, reference);
            if (ours != theirs)
            {
                differences.Add($"'{reference}' on {page}: {ours ?? "none"}, but {theirs ?? "none"}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences.Take(20).Prepend($"{differences.Count} differ:")));
    }

    private static string Reference(Random random, string[] words)
    {
        var reference = random.Next(6) switch
        {
            0 => "/" + Path(random, words),
            1 => "//" + Pick(random, Hosts) + "/" + Path(random, words),
            2 => Pick(random, ["http://", "https://", "HTTP://"]) + Pick(random, Hosts) + "/" + Path(random, words),
            _ => Path(random, words),
        };
        reference += random.Next(3) == 0 ? "?" + Path(random, words) : "";
        return reference + (random.Next(4) == 0 ? "#" + Path(random, words) : "");
    }

    private static string Path(Random random, string[] words)
    {
        var path = new StringBuilder();
        for (var n = random.Next(6); n > 0; n--)
        {
            path.Append(random.Next(4) switch { 0 => "..", 1 when random.Next(2) == 0 => ".", _ => Pick(random, words) });
            path.Append(n > 1 || random.Next(2) == 0 ? "/" : "");
        }

        return path.ToString();
    }

    private static string Pick(Random random, string[] values) => values[random.Next(values.Length)];
}
