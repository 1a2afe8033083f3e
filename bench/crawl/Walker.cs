using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Freshet.Bench;

/// <summary>A crawler that shares no code with ours: which pages of a host links lead to, by HttpClient and AngleSharp.</summary>
internal static class Walker
{
    public static async Task<IReadOnlySet<string>> WalkAsync(Uri start)
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        HashSet<Uri> seen = [start];
        HashSet<string> pages = [];
        Queue<Uri> queue = new([start]);
        HtmlParser parser = new();
        while (queue.TryDequeue(out Uri? url))
        {
            using HttpResponseMessage response = await client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead);
            if (response.Headers.Location is { } location)
            {
                Add(new Uri(url, location));
            }

            if (response.StatusCode != HttpStatusCode.OK || response.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            pages.Add(Uri.UnescapeDataString(url.PathAndQuery));
            using IHtmlDocument document = await parser.ParseDocumentAsync(await response.Content.ReadAsStreamAsync());
            Uri page = document.QuerySelector("base[href]")?.GetAttribute("href") is { } @base ? new Uri(url, @base) : url;
            foreach (IElement link in document.QuerySelectorAll("a[href], area[href], iframe[src], frame[src]"))
            {
                if (Uri.TryCreate(page, (link.GetAttribute("href") ?? link.GetAttribute("src"))!.Trim(), out Uri? to))
                {
                    Add(to);
                }
            }
        }

        return pages;

        void Add(Uri url)
        {
            if (url.Scheme == "http" && url.Authority == start.Authority
                && new Uri(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)) is var plain && seen.Add(plain))
            {
                queue.Enqueue(plain);
            }
        }
    }
}
