using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>A manual that others wrote, crawled again and again while it ages, changes and the crawler is killed.</summary>
internal sealed class Manual(Nginx nginx, string site, TempDirectory temp, IReadOnlySet<string> pages)
{
    private const int FreshSeconds = 40;
    private readonly List<string> wrong = [];

    public static async Task<int> RunAsync(string corpus)
    {
        if (Nginx.Missing is not null)
        {
            Console.Error.WriteLine(Nginx.Missing);
            return 2;
        }

        using TempDirectory temp = new();
        string site = temp.At("site");
        await ChildProcess.RunAsync("cp", ["-rL", "--preserve=timestamps", corpus, site]);
        await using Nginx nginx = await Nginx.StartAsync(site, $"expires {FreshSeconds}s;");
        Console.Error.WriteLine("Walking the manual with AngleSharp, to know what has to be found ...");
        IReadOnlySet<string> pages = await Walker.WalkAsync(nginx.At("/index.html"));
        await nginx.TakeLogAsync();
        Console.WriteLine($"{Path.GetFileName(corpus)}: {pages.Count:N0} pages to be reached by links from /index.html\n");
        Console.WriteLine("| run | requests | 200 | 304 | other | most for one URL | pages missed | not in the walk | seconds |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        return await new Manual(nginx, site, temp, pages).RunAllAsync() ? 0 : 1;
    }

    private async Task<bool> RunAllAsync()
    {
        string store = temp.At("store");
        Row first = await CrawlAsync("first: everything is new", store, everything: true);
        Expect(first.Missed == 0 && first.Extra == 0, "The first run has to request exactly the pages of the walk.");
        Expect(first.Most == 1, "The first run has to request each URL once.");

        Row second = await CrawlAsync("second: everything is fresh", store);
        Expect(second.Ok + second.NotModified == 0, "A fresh page must not be requested.");
        Expect(second.Bytes == first.Bytes, $"From the store come {second.Bytes} bytes, from the network came {first.Bytes}.");

        await BecomeStaleAsync();
        Row third = await CrawlAsync("third: everything is stale", store);
        Expect(third.Ok == 0 && third.NotModified == first.Ok && third.Most == 1, "A stale page has to be asked for once, and be a 304.");

        Touch(10);
        await BecomeStaleAsync();
        Row fourth = await CrawlAsync("fourth: ten files changed, stale", store);
        Expect(fourth.Ok == 10 && fourth.NotModified == first.Ok - 10, "Ten pages have to be 200, the others 304.");

        string killed = temp.At("killed");
        IReadOnlyList<NginxRequest> before = await CrawlAndKillAsync(killed, pages.Count / 2);
        Row after = await CrawlAsync("started again after kill -9", killed);
        HashSet<string> again = [.. after.Requested.Intersect(before.Where(r => r.Status == 200).Select(r => r.Uri))];
        HashSet<string> both = Pages([.. before.Select(r => (r.Uri, r.Status)), .. after.Log.Select(r => (r.Uri, r.Status))]);
        Expect(both.SetEquals(pages), "The killed run and the next have to request every page together.");
        Expect(again.Count < before.Count, "What was stored before kill -9 must not be fetched again.");
        Expect(after.Bytes == fourth.Bytes, $"After kill -9 come {after.Bytes} bytes, before it came {fourth.Bytes}.");
        Row last = await CrawlAsync("once more: everything is fresh", killed);
        Expect(last.Ok + last.NotModified == 0, "A fresh page must not be requested.");

        Console.WriteLine($"\nkill -9 came after {before.Count:N0} requests; {again.Count:N0} of them were made again.");
        wrong.ForEach(Console.WriteLine);
        Console.WriteLine(wrong.Count == 0 ? "Everything as it has to be." : $"{wrong.Count} things are wrong.");
        return wrong.Count == 0;
    }

    private string[] Command(string store) =>
        ["crawl", nginx.At("/index.html").AbsoluteUri, "--store", store, "--concurrency", "32", "--scope", "host", "--json"];

    private async Task<Row> CrawlAsync(string title, string store, bool everything = false)
    {
        ChildResult result = await ChildProcess.RunAsync(FreshetProgram.Path, Command(store), TimeSpan.FromMinutes(10));
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"freshet ended with {result.ExitCode}:\n{result.Output}\n{result.Error}");
        }

        JsonElement said = FreshetProgram.Summary(result.Output.TrimEnd().Split('\n')[^1]);
        IReadOnlyList<NginxRequest> log = await nginx.TakeLogAsync();
        Row row = Row.Of(log, Pages(log.Select(r => (r.Uri, r.Status))), pages, said.GetProperty("bytes").GetInt64());
        Console.WriteLine(
            $"| {title} | {log.Count:N0} | {row.Ok:N0} | {row.NotModified:N0} | {row.Other:N0} | {row.Most} | {(everything ? row.Missed : "")} | {(everything ? row.Extra : "")} | {said.GetProperty("seconds").GetDouble():F2} |");
        long asked = new[] { "staleHits", "revalidated", "replaced", "misses", "bypassed" }.Sum(name => said.GetProperty(name).GetInt64());
        Expect(asked == log.Count, $"{title}: the outcomes with a request are {asked}, nginx saw {log.Count}. It said {said}");
        return row;
    }

    private async Task<IReadOnlyList<NginxRequest>> CrawlAndKillAsync(string store, int requests)
    {
        await using ChildProcess child = ChildProcess.Start(FreshetProgram.Path, Command(store));
        int already = (await nginx.ReadLogAsync()).Count;
        while ((await nginx.ReadLogAsync()).Count - already < requests)
        {
            await Task.Delay(1);
        }

        child.Kill();
        await child.ExitAsync();
        return await nginx.TakeLogAsync();
    }

    private static HashSet<string> Pages(IEnumerable<(string Uri, int Status)> log) =>
        [.. log.Where(r => r.Status == 200).Select(r => Uri.UnescapeDataString(r.Uri)).Where(u => u.Split('?')[0] is var p && (p.EndsWith(".html", StringComparison.Ordinal) || p.EndsWith('/')))];

    private void Touch(int files)
    {
        foreach (string page in pages.Where(p => p.EndsWith(".html", StringComparison.Ordinal)).Order(StringComparer.Ordinal).TakeLast(files))
        {
            File.AppendAllText(Path.Combine(site, page[1..]), "<!-- changed -->\n");
        }
    }

    private static Task BecomeStaleAsync()
    {
        Console.Error.WriteLine($"Waiting {FreshSeconds + 2} s until everything stored is stale ...");
        return Task.Delay(TimeSpan.FromSeconds(FreshSeconds + 2));
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            wrong.Add("WRONG: " + otherwise);
        }
    }

    private sealed record Row(IReadOnlyList<NginxRequest> Log, int Ok, int NotModified, int Other, int Most, int Missed, int Extra, long Bytes)
    {
        public IEnumerable<string> Requested => Log.Where(r => r.Status == 200).Select(r => r.Uri);

        public static Row Of(IReadOnlyList<NginxRequest> log, HashSet<string> found, IReadOnlySet<string> expected, long bytes)
        {
            int ok = log.Count(r => r.Status == 200);
            int notModified = log.Count(r => r.Status == 304);
            return new(
                log, ok, notModified, log.Count - ok - notModified, log.GroupBy(r => r.Uri).Select(g => g.Count()).DefaultIfEmpty().Max(),
                expected.Count(p => !found.Contains(p)), found.Count(p => !expected.Contains(p)), bytes);
        }
    }
}
