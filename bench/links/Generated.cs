using System.Text;

namespace Freshet.Bench;

/// <summary>An ordinary page: head, navigation, paragraphs with links.</summary>
internal static class Generated
{
    public static byte[] Page(int number)
    {
        var random = new Random(number);
        var html = new StringBuilder($"<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>Page {number}</title>");
        html.Append("<link rel=\"stylesheet\" href=\"/style.css\"><script src=\"/app.js\"></script></head>\n<body>\n<nav><ul class=\"menu\">");
        for (var i = 0; i < 10; i++)
            html.Append($"<li class=\"item\"><a href=\"/section/{i}\">Section {i}</a></li>");
        html.Append("</ul></nav>\n<main>");
        for (var i = 0; i < 20; i++)
        {
            html.Append("<h2 id=\"part-").Append(i).Append("\">Part</h2>\n<p>");
            for (var word = 0; word < 80; word++)
                html.Append("lorem ipsum dolor sit amet consetetur "[(random.Next(5) * 6)..].Split(' ')[0]).Append(' ');
            html.Append($"<a href=\"/page/{random.Next(20_000)}.html\">one</a> and <a class=\"x\" href=\"/page/{random.Next(20_000)}.html\">another</a></p>\n");
        }
        return Encoding.UTF8.GetBytes(html.Append("</main></body></html>").ToString());
    }
}
