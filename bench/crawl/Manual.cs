using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>A manual that others wrote, crawled again and again while it ages, changes and the crawler is killed.</summary>
internal sealed class Manual(ServedManual site, TempDirectory temp)
{
    private readonly List<string> wrong = [];

    public static async Task<int> RunAsync(string corpus)
    {
        if (Nginx.Missing is not null)
        {
            Console.Error.WriteLine(Nginx.Missing);
            return 2;
        }

        string? start = Directory.Exists(corpus)
            ? Directory.EnumerateFiles(corpus, "index.html", new EnumerationOptions { RecurseSubdirectories = true }).MinBy(f => f.Count('/'))
            : null;
        if (start is null)
        {
            Console.Error.WriteLine($"There is no index.html below {corpus}.");
            return 2;
        }

        using TempDirectory temp = new();
        Console.Error.WriteLine("Walking the manual with AngleSharp, to know what has to be found ...");
        await using ServedManual site = await ServedManual.StartAsync(corpus, Path.GetRelativePath(corpus, start));
        Console.WriteLine($"{Path.GetFileName(corpus)}: links lead from {site.Start.AbsolutePath} to {site.Found:N0} pages and {site.Targets.Count - site.Found:N0} other targets\n");
        Console.WriteLine("| run | requests | 200 | 304 | other | unlike the walk | MB | seconds |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|---:|");
        return await new Manual(site, temp).RunAllAsync() ? 0 : 1;
    }

    private async Task<bool> RunAllAsync()
    {
        string store = temp.At("store");
        Row first = await CrawlAsync("first: everything is new", store, site.Targets);

        Row second = await CrawlAsync("second: everything is fresh", store, new Dictionary<string, int>());
        Expect(second.Bytes == first.Bytes, $"From the store come {second.Bytes} bytes, from the network came {first.Bytes}.");

        // From now on nothing that is there stays fresh. What is missing stays so; it has no validator, and neither has a redirect.
        site.ExpireAll();
        await CrawlAsync("third: --revalidate", store, Confirmed(t => true), "--revalidate");
        await CrawlAsync("fourth: everything is stale", store, Confirmed(t => t != 404));

        IReadOnlyList<string> changed = site.Change(10);
        Row fifth = await CrawlAsync(
            "fifth: stale, and ten files changed", store, Confirmed(t => t != 404).ToDictionary(t => t.Key, t => changed.Contains(t.Key) ? 200 : t.Value));

        site.KeepAll();
        string killed = temp.At("killed");
        IReadOnlyList<NginxRequest> before = await CrawlAndKillAsync(killed, site.Targets.Count / 2);
        Row after = await CrawlAsync("started again after kill -9", killed, null);
        int again = ServedManual.Answers(after.Log).Intersect(ServedManual.Answers(before)).Count();
        Expect(
            ServedManual.Answers(before.Concat(after.Log)).Distinct().OrderBy(a => a.Key).SequenceEqual(site.Targets.OrderBy(t => t.Key)),
            "The killed run and the next have to request every target together.");
        Expect(after.Bytes == fifth.Bytes, $"After kill -9 come {after.Bytes} bytes, before it came {fifth.Bytes}.");
        await CrawlAsync("once more: everything is fresh", killed, new Dictionary<string, int>());

        Console.WriteLine($"\nkill -9 came after {before.Count:N0} requests; {again:N0} of them were made again.");
        wrong.ForEach(Console.WriteLine);
        Console.WriteLine(wrong.Count == 0 ? "Everything as it has to be." : $"{wrong.Count} things are wrong.");
        return wrong.Count == 0;
    }

    private Dictionary<string, int> Confirmed(Func<int, bool> asked) =>
        site.Targets.Where(t => asked(t.Value)).ToDictionary(t => t.Key, t => t.Value == 200 ? 304 : t.Value);

    private string[] Command(string store) => ["crawl", site.Start.AbsoluteUri, "--store", store, "--concurrency", "32", "--scope", "host", "--json"];

    private async Task<Row> CrawlAsync(string title, string store, IReadOnlyDictionary<string, int>? expected, params string[] options)
    {
        ChildResult result = await ChildProcess.RunAsync(FreshetProgram.Path, [.. Command(store), .. options], TimeSpan.FromMinutes(10));
        if (result.ExitCode != 0)
        {
            throw new InvalidOperationException($"freshet ended with {result.ExitCode}:\n{result.Output}\n{result.Error}");
        }

        JsonElement said = FreshetProgram.Summary(result.Output.TrimEnd().Split('\n')[^1]);
        IReadOnlyList<NginxRequest> log = await site.Nginx.TakeLogAsync();
        Row row = new(log, said.GetProperty("bytes").GetInt64());
        List<KeyValuePair<string, int>> answers = [.. ServedManual.Answers(log)];
        List<KeyValuePair<string, int>> unlike = expected is null ? [] : [.. answers.Except(expected).Union(expected.Except(answers))];
        Console.WriteLine(
            $"| {title} | {log.Count:N0} | {row.Count(200):N0} | {row.Count(304):N0} | {log.Count - row.Count(200) - row.Count(304):N0} | {unlike.Count} | {row.Bytes / 1e6:F1} | {said.GetProperty("seconds").GetDouble():F2} |");
        Expect(unlike.Count == 0, $"{title}: asked for otherwise than the walk: {string.Join(", ", unlike.Take(10))}");
        Expect(answers.DistinctBy(a => a.Key).Count() == answers.Count, $"{title}: something was asked for twice.");
        long asked = new[] { "staleHits", "revalidated", "replaced", "misses", "bypassed" }.Sum(name => said.GetProperty(name).GetInt64());
        Expect(asked == log.Count, $"{title}: the outcomes with a request are {asked}, nginx saw {log.Count}. It said {said}");
        return row;
    }

    private async Task<IReadOnlyList<NginxRequest>> CrawlAndKillAsync(string store, int requests)
    {
        await using ChildProcess child = ChildProcess.Start(FreshetProgram.Path, Command(store));
        int already = (await site.Nginx.ReadLogAsync()).Count;
        while ((await site.Nginx.ReadLogAsync()).Count - already < requests)
        {
            await Task.Delay(1);
        }

        child.Kill();
        await child.ExitAsync();
        return await site.Nginx.TakeLogAsync();
    }

    private void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            wrong.Add("WRONG: " + otherwise);
        }
    }

    private sealed record Row(IReadOnlyList<NginxRequest> Log, long Bytes)
    {
        public int Count(int status) => Log.Count(r => r.Status == status);
    }
}
