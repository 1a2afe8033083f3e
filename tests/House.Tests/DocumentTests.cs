using System.Text.RegularExpressions;
using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed partial class DocumentTests
{
    private static IEnumerable<string> Pages =>
        Repository.Files("*.md").Where(f => !Path.GetRelativePath(Repository.Root, f).StartsWith('.'));

    [Fact(Timeout = 30_000)]
    public void Links_between_pages_lead_somewhere()
    {
        string[] broken =
        [
            .. from page in Pages
               from link in Link().Matches(Fence().Replace(File.ReadAllText(page), "")).Select(m => m.Groups[1].Value)
               where !link.Contains("://", StringComparison.Ordinal) && !link.StartsWith("mailto:", StringComparison.Ordinal)
               where !Leads(page, link)
               select $"{Path.GetRelativePath(Repository.Root, page)}: {link}",
        ];

        Assert.True(broken.Length == 0, string.Join("\n", broken));
    }

    [Fact(Timeout = 30_000)]
    public void Decisions_are_numbered_once_and_short()
    {
        string[] decisions = [.. Repository.Files("*.md", "docs", "decisions")];

        Assert.All(decisions, file => Assert.Matches(@"^\d{4}-[a-z0-9-]+\.md$", Path.GetFileName(file)));
        Assert.All(decisions, file => Assert.InRange(File.ReadLines(file).Count(), 3, 60));
        Assert.Distinct(decisions.Select(file => Path.GetFileName(file)[..4]));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("csharp", "samples/CrawlPipeline/Program.cs")]
    [InlineData("fsharp", "samples/CrawlPipeline.FSharp/Program.fs")]
    public void The_code_of_the_readme_is_the_compiled_sample(string language, string sample)
    {
        string[] blocks = [.. CodeBlocks(File.ReadAllText(Repository.At("README.md")), language)];
        Assert.SkipWhen(blocks.Length == 0, $"The readme has no {language} yet.");
        string[] regions = [.. Regions(File.ReadAllText(Repository.At(sample)))];

        Assert.All(blocks, block => Assert.Contains(block, regions));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("csharp", "samples/CachedClient/Program.cs")]
    [InlineData("fsharp", "samples/CachedClient.FSharp/Program.fs")]
    public void The_code_of_the_handlers_page_is_the_compiled_sample(string language, string sample)
    {
        string[] regions = [.. Regions(File.ReadAllText(Repository.At(sample)))];

        Assert.All(CodeBlocks(File.ReadAllText(Repository.At("docs/handler.md")), language), block => Assert.Contains(block, regions));
    }

    [Fact(Timeout = 30_000)]
    public void The_code_of_writing_a_store_is_compiled_and_tested()
    {
        string[] regions = [.. Repository.Files("DictionaryStore*.cs", "tests", "Stores.Tests", "Sample").SelectMany(f => Regions(File.ReadAllText(f)))];

        Assert.Equal(regions, CodeBlocks(File.ReadAllText(Repository.At("docs", "writing-a-store.md")), "csharp"));
    }

    [Fact(Timeout = 30_000)]
    public void A_region_is_read_without_its_indentation() =>
        Assert.Equal(["a\n  b"], Regions("x\n  #region readme\n  a\n    b\n  #endregion\n"));

    internal static IEnumerable<string> CodeBlocks(string markdown, string language) =>
        Regex.Matches(markdown, $@"^```{language}\n(.*?)\n```$", RegexOptions.Multiline | RegexOptions.Singleline)
            .Select(m => m.Groups[1].Value);

    internal static IEnumerable<string> Regions(string source) =>
        Region().Matches(source).Select(m =>
        {
            string[] lines = m.Groups[1].Value.Split('\n');
            int indent = lines.Where(l => l.Length > 0).Min(l => l.Length - l.TrimStart(' ').Length);
            return string.Join('\n', lines.Select(l => l.Length > indent ? l[indent..] : "")).Trim('\n');
        });

    private static bool Leads(string page, string link)
    {
        string target = link.Split('#')[0];
        string path = Path.Combine(Path.GetDirectoryName(page)!, Uri.UnescapeDataString(target));
        string? anchor = link.Contains('#', StringComparison.Ordinal) ? link.Split('#')[1] : null;
        path = target.Length == 0 ? page : path;
        return Path.Exists(path) && (anchor is null || !path.EndsWith(".md", StringComparison.Ordinal) || Anchors(path).Contains(anchor));
    }

    // As GitHub makes them: lower case, punctuation dropped, blanks to hyphens.
    private static IEnumerable<string> Anchors(string page) =>
        File.ReadLines(page).Where(l => l.StartsWith('#'))
            .Select(l => NotInAnchor().Replace(l.TrimStart('#').Trim().ToLowerInvariant(), "").Replace(' ', '-'));

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex(@"^ *(?:// *)?#region \w+[^\n]*\n(.*?)\n *(?:// *)?#endregion", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Region();
}
