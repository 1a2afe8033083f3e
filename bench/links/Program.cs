// dotnet run -c Release --project bench/links [-- DIRECTORY]
// CPU time of finding the links of the HTML pages in a directory, by the scanner and by AngleSharp's document, in one process.
using System.Text;
using AngleSharp;
using AngleSharp.Html.Parser;
using Freshet.Bench;
using Freshet.Links;

var directory = args.Length > 0 ? args[0] : "/usr/share/doc/postgresql-doc-15/html";
if (!Directory.Exists(directory))
{
    Console.Error.WriteLine($"No directory {directory}; give one with HTML pages, or apt-get install postgresql-doc-15.");
    return 2;
}
var manual = Directory.EnumerateFiles(directory, "*.html*", SearchOption.AllDirectories).Select(File.ReadAllBytes).ToList();
Compare($"{directory}", manual, 20);
Compare("generated, 11 kB and 50 links", [.. Enumerable.Range(0, 500).Select(Generated.Page)], 60);
return 0;

static void Compare(string name, List<byte[]> pages, int rounds)
{
    var bytes = pages.Sum(static p => (long)p.Length);
    Console.WriteLine($"{name}: {pages.Count} pages, {bytes / pages.Count:N0} bytes each");
    var counter = new LinkCounter();
    var other = new LinkCounter();
    var scanner = Cpu.PerRound(rounds, () =>
    {
        foreach (var page in pages)
            HtmlLinks.Extract(page, "utf-8", ref counter);
    }, out var allocated);
    var anchors = Cpu.PerRound(rounds, () =>
    {
        foreach (var page in pages)
            HtmlLinks.Extract(page, null, ref other, LinkKind.Pages);
    }, out _);
    var parser = new HtmlParser(new HtmlParserOptions(), BrowsingContext.New());
    var found = 0;
    var document = Cpu.PerRound(2, () =>
    {
        foreach (var page in pages)
        {
            using var parsed = parser.ParseDocument(Encoding.UTF8.GetString(page));
            found += parsed.Links.Length;
        }
    }, out _);
    Report("scanner, all kinds, charset known", scanner);
    Report("scanner, page links, charset sniffed", anchors);
    Report("AngleSharp, document and its Links", document);
    var links = counter.Count / ((rounds + Cpu.WarmUps) * (double)pages.Count);
    Console.WriteLine($"  ratio {document / scanner:N0}; {allocated / (double)pages.Count:N1} bytes allocated and {links:N1} links a page");

    void Report(string what, TimeSpan time) => Console.WriteLine(
        $"  {what,-38} {time.TotalMicroseconds / pages.Count,9:N1} us CPU a page {bytes / 1e6 / time.TotalSeconds,9:N0} MB/s");
}
