using System.Net;
using System.Text;

namespace Freshet.Program.Demo;

/// <summary>The pages of the demo's site: one of each kind that a crawler meets.</summary>
internal static class DemoPages
{
    private const int Numbered = 8;

    public static IReadOnlyDictionary<string, DemoPage> All(DemoAnswers answers)
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        List<DemoPage> pages = [];
        void Add(string path, Reuse reuse, Func<Microsoft.AspNetCore.Http.HttpContext, Task> answer) => pages.Add(new DemoPage(path, reuse, answer));

        for (var i = 1; i <= Numbered; i++)
        {
            string next = $"/etag/{(i % Numbered) + 1}", later = $"/modified/{(i % Numbered) + 1}", packed = $"/gzip/{(i % Numbered) + 1}";
            Add($"/etag/{i}", Reuse.AndRevalidate, c => answers.TaggedAsync(c, Html("With an ETag and max-age", next)));
            Add($"/modified/{i}", Reuse.AndRevalidate, c => answers.ModifiedAsync(c, Html("With Last-Modified alone: fresh by heuristic", later)));
            Add($"/gzip/{i}", Reuse.AndRevalidate, c => answers.GzipAsync(c, Html("Compressed, with Vary", packed)));
        }

        foreach (var (charset, word) in new[] { ("utf-8", "žluť"), ("iso-8859-2", "kůň"), ("windows-1251", "слово"), ("shift_jis", "言葉"), ("utf-16le", "λέξη") })
        {
            // The linked page is found only by who reads the bytes in the right charset.
            Add($"/charset/{charset}", Reuse.AndRevalidate, c => answers.CharsetAsync(c, charset, Html($"In {charset}", $"/found/{word}")));
            Add($"/found/{word}", Reuse.AndRevalidate, c => answers.TaggedAsync(c, Html($"Found by reading {charset}")));
        }

        Add("/slow", Reuse.AndRevalidate, async c =>
        {
            await Task.Delay(300);
            await answers.TaggedAsync(c, Html("Slow to answer"));
        });
        Add("/news", Reuse.AndRevalidate, c => answers.TaggedAsync(c, Html($"News, edition {answers.Edition}")));
        Add("/moved", Reuse.WhileFresh, c => answers.RedirectAsync(c, 301, "/etag/1", "max-age=600"));
        Add("/missing", Reuse.WhileFresh, c => answers.PlainAsync(c, 404, "max-age=600", Html("Not found")));
        Add("/private", Reuse.No, c => answers.PlainAsync(c, 200, "no-store", Html("Not to be stored")));
        Add("/loop/1", Reuse.No, c => answers.RedirectAsync(c, 302, "/loop/2", "no-store"));
        Add("/loop/2", Reuse.No, c => answers.RedirectAsync(c, 302, "/loop/1", "no-store"));
        Add("/broken/500", Reuse.No, c => answers.PlainAsync(c, 500, "no-store", Html("Server error")));
        Add("/broken/dropped", Reuse.No, DemoAnswers.DropAsync);
        Add("/broken/short", Reuse.No, DemoAnswers.CutShortAsync);
        Add("/broken/gzip", Reuse.No, DemoAnswers.GarbageAsync);

        string[] linked = [.. pages.Select(page => page.Path).Where(path => !path.StartsWith("/found/", StringComparison.Ordinal) && path != "/loop/2")];
        Add("/", Reuse.AndRevalidate, c => answers.TaggedAsync(c, Html("The demo's site", linked)));
        return pages.ToDictionary(page => page.Path);
    }

    private static string Html(string title, params string[] links)
    {
        var html = new StringBuilder($"<!doctype html><title>{WebUtility.HtmlEncode(title)}</title><h1>{WebUtility.HtmlEncode(title)}</h1>\n");
        for (var i = 0; i < 40; i++)
        {
            html.Append("<p>A freshet is a rush of fresh water in a stream.</p>\n");
        }

        foreach (var link in links)
        {
            html.Append("<a href=\"").Append(link).Append("\">").Append(link).Append("</a>\n");
        }

        return html.ToString();
    }
}
