namespace Freshet.Tests.Links;

public sealed class RealPagesTests(ITestOutputHelper output)
{
    [Fact(Timeout = 120_000)]
    public void The_links_of_every_real_page_are_those_of_its_document()
    {
        var pages = Corpus.PagesOrSkip();
        var encodings = new SortedDictionary<string, int>();
        var links = 0;
        foreach (var page in pages)
        {
            var body = File.ReadAllBytes(page);
            var ours = CollectedLinks.Of(body);
            var difference = Comparison.Difference(ours.Summary.Encoding.Encoding.GetString(body), ours, repeats: true);
            Assert.True(difference == null, $"{page}\n{difference}");
            encodings[ours.Summary.Encoding.Name] = encodings.GetValueOrDefault(ours.Summary.Encoding.Name) + 1;
            links += ours.Links.Count;
        }
        output.WriteLine($"{pages.Count} pages, {links} links, {string.Join(", ", encodings)}");
        Assert.True(links > pages.Count);
    }
}
