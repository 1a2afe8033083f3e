using System.Buffers;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace Freshet.Bench;

/// <summary>What HttpClient alone needs to read a list of pages with 64 in flight, with AngleSharp's DOM or without.</summary>
internal static class Reader
{
    public static async Task<int> RunAsync(string urls, bool parse)
    {
        string[] pages = await File.ReadAllLinesAsync(urls);
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });
        int next = -1;
        long bytes = 0;
        long links = 0;
        await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(WorkAsync)));
        Console.WriteLine($$"""{"pages":{{pages.Length}},"bytes":{{bytes}},"links":{{links}}}""");
        return 0;

        async Task WorkAsync()
        {
            HtmlParser parser = new();
            byte[] buffer = ArrayPool<byte>.Shared.Rent(64 * 1024);
            int i;
            while ((i = Interlocked.Increment(ref next)) < pages.Length)
            {
                using HttpResponseMessage response = await client.GetAsync(pages[i], HttpCompletionOption.ResponseHeadersRead);
                response.EnsureSuccessStatusCode();
                await using Stream body = await response.Content.ReadAsStreamAsync();
                int filled = 0;
                int read;
                while ((read = await body.ReadAsync(buffer.AsMemory(filled))) > 0)
                {
                    filled += read;
                }

                Interlocked.Add(ref bytes, filled);
                if (parse)
                {
                    using IHtmlDocument document = parser.ParseDocument(new MemoryStream(buffer, 0, filled));
                    Uri page = new(pages[i]);
                    Interlocked.Add(ref links, document.Links.Count(link => Uri.TryCreate(page, link.GetAttribute("href"), out Uri? _)));
                }
            }
        }
    }
}
