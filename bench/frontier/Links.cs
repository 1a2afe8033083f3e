using System.Text;
using System.Text.Unicode;
using Freshet.Urls;

namespace Freshet.Bench;

internal static class Links
{
    private static readonly string[] Kinds =
    [
        "page-{0}.html", "section/page-{0}.html", "/docs/section-{0}/index.html", "../other/page-{0}.html", "https://www.example.org/docs/page-{0}.html",
        "a%20page-{0}.html", "https://other.example.org/docs/page-{0}.html", "//other.example.org/docs/./page-{0}.html?q=%7E", "/wiki/Été-{0}", "mailto:page-{0}@example.org",
    ];

    /// <summary>A canonical URL of about 70 bytes.</summary>
    public static int Write(Span<byte> destination, int number, int hosts)
    {
        var (page, host) = Math.DivRem(number, hosts);
        Utf8.TryWrite(
            destination, $"https://host-{host:0000}.example.org/articles/{page % 97:00}/a-page-with-a-title-{page:000000}.html", out var written);
        return written;
    }

    /// <summary>The way of an ordinary link that was seen before: resolve, hash, look up.</summary>
    public static void Measure(Report report)
    {
        UrlBase.TryCreate("https://www.example.org/docs/guide/start.html"u8, out var page);
        var seen = new SeenSet();
        var destination = new byte[2048];
        foreach (var kind in Kinds)
        {
            var links = Enumerable.Range(0, 1000).Select(i => Encoding.UTF8.GetBytes(string.Format(null, kind, i))).ToArray();
            Pass(page!, links, seen, destination, 50);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            var before = Report.CpuMilliseconds();
            Pass(page!, links, seen, destination, 1000);
            var nanoseconds = (Report.CpuMilliseconds() - before) * 1e6 / (1000 * links.Length);
            allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
            report.Add($"link {kind}", nanoseconds, "ns");
            report.Add($"link {kind} allocated", allocated, "bytes");
        }
    }

    private static void Pass(UrlBase page, byte[][] links, SeenSet seen, byte[] destination, int times)
    {
        for (var i = 0; i < times; i++)
        {
            foreach (var link in links)
            {
                if (page.TryResolve(link, destination, out var length))
                {
                    seen.TryAdd(UrlKey.Of(destination.AsSpan(0, length)));
                }
            }
        }
    }
}
