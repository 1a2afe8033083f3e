using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Freshet.Tests.Kit;

/// <summary>A crawler that shares no code with ours: where links lead on a host, by HttpClient and AngleSharp.</summary>
public static class Walker
{
    private const string Links =
        "a[href], area[href], iframe[src], frame[src], meta[http-equiv=refresh i][content], "
        + "link[href][rel~=next i], link[href][rel~=prev i], link[href][rel~=previous i], link[href][rel~=alternate i], link[href][rel~=canonical i]";

    /// <summary>Every target that can be reached from a page, with the status it was answered with.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> WalkAsync(Uri start, CancellationToken cancellationToken = default)
    {
        using HttpClient client = new(new SocketsHttpHandler { AllowAutoRedirect = false });
        HashSet<Uri> seen = [start];
        Dictionary<string, int> answers = [];
        Queue<Uri> queue = new([start]);
        HtmlParser parser = new();
        while (queue.TryDequeue(out Uri? url))
        {
            using HttpResponseMessage response = await client.GetAsync(url, cancellationToken);
            answers.Add(Target(url.PathAndQuery), (int)response.StatusCode);
            if (response.Headers.Location is { } location)
            {
                Add(new Uri(url, location));
            }

            if (response.Content.Headers.ContentType?.MediaType == "text/html")
            {
                using IHtmlDocument document = await parser.ParseDocumentAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken);
                Uri page = document.QuerySelector("base[href]")?.GetAttribute("href") is { } @base ? new Uri(url, @base) : url;
                foreach (IElement link in document.QuerySelectorAll(Links))
                {
                    if (Reference(link) is { } reference && Uri.TryCreate(page, reference.Trim(), out Uri? to))
                    {
                        Add(to);
                    }
                }
            }
        }

        return answers;

        void Add(Uri url)
        {
            if (url.Scheme == "http" && url.Authority == start.Authority
                && new Uri(url.GetComponents(UriComponents.HttpRequestUrl, UriFormat.UriEscaped)) is var plain && seen.Add(plain))
            {
                queue.Enqueue(plain);
            }
        }
    }

    /// <summary>A request target in one spelling, whoever escaped it.</summary>
    public static string Target(string target) => Uri.UnescapeDataString(target);

    private static string? Reference(IElement link) =>
        link.LocalName != "meta" ? link.GetAttribute("href") ?? link.GetAttribute("src")
        : link.GetAttribute("content")!.Split("url=", StringSplitOptions.TrimEntries) is [_, var url] ? url.Trim('"', '\'')
        : null;
}
