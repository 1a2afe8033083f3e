using System.Text;
using Freshet.Links;

namespace Freshet.Tests.Links;

/// <summary>Compares the scanner's links with those of AngleSharp's document.</summary>
internal static class Comparison
{
    /// <summary>What differs, or null if nothing does.</summary>
    /// <param name="html">The page.</param>
    /// <param name="ours">The scanner's links.</param>
    /// <param name="repeats">Whether the same link twice must be found twice. Misnested formatting makes a browser clone anchors.</param>
    /// <param name="more">Whether the scanner may find more than the document has.</param>
    public static string? Difference(string html, CollectedLinks ours, bool repeats, bool more = false)
    {
        var theirs = DocumentLinks.Of(html);
        var report = new StringBuilder();
        if (theirs.Base != ours.BaseReference && !more)
            report.AppendLine($"base: theirs {theirs.Base ?? "none"}, ours {ours.BaseReference ?? "none"}");
        var expected = Count(theirs.Links, repeats);
        var actual = Count(ours.Links.Where(static l => l.Kind != LinkKind.MetaRefresh), repeats);
        foreach (var link in expected.Keys.Union(actual.Keys))
        {
            var (e, a) = (expected.GetValueOrDefault(link), actual.GetValueOrDefault(link));
            if (more ? a < e : a != e)
                report.AppendLine($"{link.Kind} '{link.Reference}': theirs {e}, ours {a}");
        }
        return report.Length == 0 ? null : report.ToString();
    }

    private static Dictionary<(LinkKind Kind, string Reference), int> Count(IEnumerable<(LinkKind Kind, string Reference)> links, bool repeats) =>
        links.GroupBy(static l => (l.Kind, l.Reference.ReplaceLineEndings("\n"))).ToDictionary(static g => g.Key, g => repeats ? g.Count() : 1);
}
