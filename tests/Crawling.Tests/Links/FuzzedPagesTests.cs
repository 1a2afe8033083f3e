using System.Text;
using Freshet.Links;

namespace Freshet.Tests.Links;

public sealed class FuzzedPagesTests
{
    [Theory(Timeout = 120_000)]
    [InlineData(null, 5_000)]
    [InlineData("templates", 5_000)]
    [InlineData("frames", 5_000)]
    [InlineData("foreign", 20_000)]
    public void The_links_of_tag_soup_are_those_of_its_document(string? spice, int count)
    {
        var failures = new SortedDictionary<string, int>();
        var guesses = 0;
        for (var seed = 0; seed < count; seed++)
        {
            var pieces = new TagSoup(seed).Soup(spice);
            guesses += Read(string.Concat(pieces)).Guessed ? 1 : 0;
            if (Difference(pieces) == null)
                continue;
            pieces = TagSoup.Shrink(pieces, static p => Difference(p) != null);
            var failure = $"{string.Concat(pieces)}\n    {Difference(pieces)?.ReplaceLineEndings("; ")}";
            failures[failure] = failures.GetValueOrDefault(failure) + 1;
        }
        Assert.True(failures.Count == 0, string.Join("\n", failures.OrderBy(static f => f.Key.Length).Take(60)));
        Assert.InRange(guesses, 0, spice == "foreign" ? count / 3 : 0);
    }

    /// <summary>What differs, but for the two known differences (docs/links.md): guesses in foreign content, bodies replaced by framesets.</summary>
    private static string? Difference(List<string> pieces)
    {
        var html = string.Concat(pieces);
        var (guessed, hasFrameset) = Read(html);
        return guessed ? null : Comparison.Difference(html, CollectedLinks.Of(html), repeats: false, more: hasFrameset);
    }

    private static (bool Guessed, bool HasFrameset) Read(string html)
    {
        var tokenizer = new HtmlTokenizer(Encoding.UTF8.GetBytes(html), wanted: 0);
        while (tokenizer.Read())
        {
        }
        tokenizer.Dispose();
        return (tokenizer.Guessed, tokenizer.HasFrameset);
    }

    [Fact(Timeout = 120_000)]
    public void The_links_of_spoiled_real_pages_are_those_of_their_documents()
    {
        var pages = Corpus.PagesOrSkip();
        for (var seed = 0; seed < 4_000; seed++)
        {
            var body = new TagSoup(seed).Spoil(File.ReadAllBytes(pages[(seed * 31) % pages.Count]));
            var links = CollectedLinks.Of(body, "utf-8");
            var difference = Comparison.Difference(Encoding.UTF8.GetString(body), links, repeats: false);
            Assert.True(difference == null, $"seed {seed}: {difference}");
        }
    }
}
