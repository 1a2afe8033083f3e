using System.Net;
using System.Text;

namespace Freshet.Bench;

/// <summary>A generated site: the same bytes each time, every page to be reached from /index.html.</summary>
internal static class Site
{
    private const string Stamp = "site-4";
    private const int Children = 8;

    private static readonly string[] Words =
    [
        "stream", "cache", "origin", "header", "fresh", "stale", "caf\u00e9", "validator", "age", "response", "request", "store", "page",
        "the", "a", "of", "and", "in", "to", "is", "for", "that", "river", "na\u00efve", "field", "value", "reader", "water", "R&D", "x < y", "\u201cquoted\u201d",
        "bound", "channel", "server", "host", "link", "query", "second", "crawl", "frontier", "politeness", "segment", "digest",
    ];

    /// <summary>The site's directory, written unless an earlier run left it.</summary>
    public static string Get(int pages)
    {
        string directory = Path.Combine(Path.GetTempPath(), $"freshet-{Stamp}-{pages}");
        string done = directory + ".done";
        if (!File.Exists(done))
        {
            Console.Error.WriteLine($"Writing {pages:N0} pages into {directory} ...");
            DateTime modified = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
            for (int page = 0; page < pages; page++)
            {
                string path = Path.Combine(directory, Target(page)[1..]);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, Html(page, pages));
                File.SetLastWriteTimeUtc(path, modified.AddMinutes(-page));
            }

            File.WriteAllText(done, "");
        }

        return directory;
    }

    public static string Target(int page) => page == 0 ? "/index.html" : $"/docs/{page % 97:00}/page-{page:00000}.html";

    private static string Html(int page, int pages)
    {
        Random random = new(page + 1);
        List<int> links = [0, Math.Max(0, page - 1), Math.Min(pages - 1, page + 1), Math.Max(0, (page - 1) / Children)];
        links.AddRange(Enumerable.Range((page * Children) + 1, Children).Where(child => child < pages));
        int count = random.Next(40, 61);
        while (links.Count < count)
        {
            // Few pages are linked to often, most rarely.
            links.Add((int)(Math.Pow(random.NextDouble(), 3) * pages));
        }

        StringBuilder html = new(20_000);
        html.Append($"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="description" content="{Sentence(random, 20)}">
            <title>Page {page} &middot; {Sentence(random, 4)}</title>
            <style>body > nav a[href] {"{"} color: #036; margin: 0 .5em {"}"}</style>
            <script>if (1 < 2) {"{"} document.documentElement.className = "js"; var s = "<a href='/not/a/link'>"; {"}"}</script>
            </head>
            <body class="page page-{page % 7}">
            <!-- generated; <a href="/not/a/link/either">this is a comment</a> -->
            <nav aria-label="Main"><ul>

            """);
        foreach (int link in links.Take(12))
        {
            html.Append($"<li class=\"nav-item depth-{link % 3}\"><a class=\"nav-link\" href=\"{Target(link)}\">{Sentence(random, 3)}</a></li>\n");
        }

        html.Append("</ul></nav>\n<main id=content>\n");
        int size = random.Next(9_700, 18_000);
        int next = 12;
        while (html.Length < size || next < links.Count)
        {
            html.Append($"<h2 id=\"s{next}\">{Sentence(random, 5)}</h2>\n<p>{Sentence(random, 25)}");
            for (int i = 0; i < 4 && next < links.Count; i++, next++)
            {
                html.Append($" <a {Href(page, links[next], random)}>{Sentence(random, 3)}</a>, {Sentence(random, 12)}");
            }

            html.Append("</p>\n<ul><li>").Append(Sentence(random, 10)).Append("</li><li><em>").Append(Sentence(random, 8)).Append("</em></li></ul>\n");
        }

        return html.Append("</main>\n<footer><p>&copy; 2026 &mdash; the end of it.</p></footer>\n</body>\n</html>\n").ToString();
    }

    // The ways in which people write the same link.
    private static string Href(int from, int to, Random random) => random.Next(6) switch
    {
        0 when to != 0 && from != 0 => $"href=\"../{Target(to)["/docs/".Length..]}\" title=\"{WebUtility.HtmlEncode(Words[to % Words.Length])}\"",
        1 => $"class='ref' href='{Target(to)}#s{random.Next(12, 30)}'",
        2 => $"href={Target(to)} rel=bookmark",
        3 => $"data-id=\"{to}\" href=\"{Target(to).Replace("/", "&#47;", StringComparison.Ordinal)}\"",
        _ => $"href=\"{Target(to)}\"",
    };

    private static string Sentence(Random random, int words) =>
        WebUtility.HtmlEncode(string.Join(' ', random.GetItems(Words, words)));
}
