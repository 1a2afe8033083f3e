using System.IO.Compression;
using System.Text;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class BadInputTests
{
    private static readonly string[] Good = ["/good/1", "/good/2", "/good/3"];

    private static readonly Dictionary<string, Func<OriginExchange, Task>> Bad = new()
    {
        ["/gigabyte"] = exchange => PourAsync(exchange, "Content-Length: 1073741824\r\n", chunked: false),
        ["/endless"] = exchange => PourAsync(exchange, "Transfer-Encoding: chunked\r\n", chunked: true),
        ["/drops"] = DripAsync,
        ["/silent"] = exchange => exchange.HangAsync(),
        ["/header"] = exchange => exchange.SendAsync(200, "", ("X-Big", new string('x', 1 << 20))),
        ["/short"] = async exchange =>
        {
            await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nETag: \"a\"\r\nCache-Control: max-age=600\r\nContent-Length: 5000\r\n\r\n<p>cut");
            exchange.Close();
        },
        ["/garbage"] = exchange => exchange.SendAsync(200, "this was never compressed", ("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
        ["/bomb"] = exchange => exchange.SendAsync(200, Gzip(new byte[64 << 20]), ("Content-Type", "text/html"), ("Content-Encoding", "gzip")),
        ["/reset"] = exchange =>
        {
            exchange.Abort();
            return Task.CompletedTask;
        },
        ["/nonsense"] = async exchange =>
        {
            await exchange.WriteAsync("SSH-2.0-OpenSSH_9.2\r\n");
            exchange.Close();
        },
    };

    [Fact(Timeout = 120_000)]
    public async Task Every_bad_answer_is_one_counted_failure_and_the_crawl_goes_on()
    {
        await using var origin = Site();
        using var store = new TempDirectory();
        for (var run = 0; run < 2; run++)
        {
            origin.ForgetRequests();
            var report = await CrawlAsync(origin, store);
            Assert.Equal((0, Bad.Count), (report.Result.ExitCode, report["failed"]));
            Assert.All(Bad.Keys, path => Assert.Contains($"failed {origin.At(path)}: ", report.Result.Error, StringComparison.Ordinal));
            Assert.Equal(1 + Good.Length, report["pages"]);
            Assert.Equal(run == 0 ? 0 : 1 + Good.Length, report["hits"]);
            Assert.Equal(run == 0, origin.Requests.Any(request => Good.Contains(request.Target)));
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task Redirects_that_go_round_or_on_for_ever_end()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/", SmallSite.Html("/a", "/count?0"), SmallSite.Headers(0));
        origin.Map("/a", exchange => exchange.SendAsync(302, "", ("Location", "/b")));
        origin.Map("/b", exchange => exchange.SendAsync(302, "", ("Location", "/a")));
        origin.Map("/count", exchange => exchange.SendAsync(302, "", ("Location", $"/count?{int.Parse(exchange.Request.Target.Split('?')[1]) + 1}")));
        var report = await FreshetProgram.CrawlAsync(origin.Url, "--memory");
        Assert.Equal((0, 2), (report.Result.ExitCode, report["failed"]));
        Assert.InRange(origin.Requests.Count, 3 + 10, 3 + 12);
    }

    private static Task<CrawlReport> CrawlAsync(LoopbackOrigin origin, TempDirectory store) =>
        FreshetProgram.CrawlAsync(origin.Url, "--store", store.Path, "--timeout", "2s", "--max-body", "1M");

    private static LoopbackOrigin Site()
    {
        var origin = new LoopbackOrigin();
        origin.Map("/", SmallSite.Html([.. Bad.Keys, .. Good]), SmallSite.Headers(0));
        foreach (var (path, answer) in Bad)
        {
            origin.Map(path, answer);
        }

        foreach (var path in Good)
        {
            origin.Map(path, SmallSite.Html("/"), SmallSite.Headers(1));
        }

        return origin;
    }

    // Until the reader has had enough.
    private static async Task PourAsync(OriginExchange exchange, string framing, bool chunked)
    {
        await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{framing}\r\n");
        var block = new byte[1 << 16];
        block.AsSpan().Fill((byte)' ');
        for (var sent = 0L; sent < 1 << 30; sent += block.Length)
        {
            await (chunked ? exchange.WriteChunkAsync(block) : exchange.WriteAsync(block));
        }
    }

    private static async Task DripAsync(OriginExchange exchange)
    {
        await exchange.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n");
        while (true)
        {
            await exchange.WriteChunkAsync(Encoding.ASCII.GetBytes("."));
            await Task.Delay(100, exchange.Stopping);
        }
    }

    private static byte[] Gzip(byte[] body)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }
}
