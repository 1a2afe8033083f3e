using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>Runs every contender in turn, round by round, and checks by nginx's log that each did all its work and no more.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(Options options)
    {
        if (Nginx.Missing is not null)
        {
            Console.Error.WriteLine(Nginx.Missing);
            return 2;
        }

        string site = Site.Get(options.Pages);
        bool pinned = Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");
        await using Nginx nginx = await Nginx.StartAsync(
            site, "expires 1h; sendfile on; tcp_nopush on;", pinned ? 1 : null);
        using TempDirectory temp = new();
        string urls = temp.At("urls");
        await File.WriteAllLinesAsync(urls, Enumerable.Range(0, options.Pages).Select(page => nginx.At(Site.Target(page)).AbsoluteUri));

        string self = Environment.ProcessPath!;
        string store = temp.At("store");
        string[] crawl = [FreshetProgram.Path, "crawl", nginx.At("/index.html").AbsoluteUri, "--concurrency", "64", "--scope", "host", "--json"];
        int all = options.Pages;
        Contender read = new("read", "HttpClient reads every page", [self, "read", urls], new(all, 0));
        Contender[] contenders =
        [
            read,
            new("anglesharp", "HttpClient + AngleSharp's DOM", [self, "parse", urls], new(all, 0)) { Once = true },
            new("no-store", "freshet, nothing stored", [.. crawl, "--no-store"], new(all, 0)),
            new("cold", "freshet cold: fetch, find links, store", [.. crawl, "--store", store], new(all, 0), "misses") { Fresh = store },
            new("warm", "freshet warm: all fresh, after a restart", [.. crawl, "--store", store], new(0, 0), "hits"),
            new("memory", "freshet warm from memory: the second crawl of a process, alone", [self, "memory", nginx.At("/index.html").AbsoluteUri], new(all, 0), "hits")
            {
                Partly = true,
            },
            new("compressed", "the same, compressed in memory", [self, "compressed", nginx.At("/index.html").AbsoluteUri], new(all, 0), "hits")
            {
                Partly = true,
            },
            new("304", "freshet, all revalidated: 304", [.. crawl, "--store", store, "--revalidate"], new(0, all), "revalidated"),
        ];
        if (options.Only is not null)
        {
            // What a warm run reads has to be stored first.
            contenders = [.. contenders.Where(c => c.Name == options.Only || (c.Name == "cold" && options.Only is "warm" or "304"))];
            if (contenders.Length == 0)
            {
                throw new ArgumentException($"There is no {options.Only} to measure.");
            }
        }

        Table table = new(options, contenders);
        await MeasureAsync(read, nginx, pinned, all); // the file cache is warm for all, then
        await RoundsAsync(options, contenders, nginx, pinned, table);
        Console.WriteLine(table);
        if (options.IsWhole)
        {
            table.WriteTo(Repository.At("docs", "benchmarks.md"));
        }

        return 0;
    }

    private static async Task RoundsAsync(Options options, Contender[] contenders, Nginx nginx, bool pinned, Table table)
    {
        for (int round = 1; round <= options.Rounds; round++)
        {
            foreach (Contender contender in contenders.Where(c => round == 1 || !c.Once))
            {
                Measurement m = await MeasureAsync(contender, nginx, pinned, options.Pages);
                table.Add(contender, m);
                Console.Error.WriteLine(
                    $"round {round} {contender.Name,-10} {options.Pages / m.Cpu,8:N0} pages/CPU-s  {m.User:F2}+{m.System:F2} s  {m.Seconds:F2} s  {m.RssMegabytes:F0} MB");
            }
        }
    }

    private static async Task<Measurement> MeasureAsync(Contender contender, Nginx nginx, bool pinned, int pages)
    {
        if (contender.Fresh is { } fresh && Directory.Exists(fresh))
        {
            Directory.Delete(fresh, recursive: true);
        }

        string[] command = ["measure", .. pinned ? ["taskset", "-c", "0"] : Array.Empty<string>(), .. contender.Command];
        ChildResult result = await ChildProcess.RunAsync(Environment.ProcessPath!, command, TimeSpan.FromMinutes(10));
        string[] lines = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Measurement? measurement = result.ExitCode == 0 ? JsonSerializer.Deserialize<Measurement>(lines[^1]) : null;
        if (measurement is not { ExitCode: 0 })
        {
            throw new InvalidOperationException($"{string.Join(' ', contender.Command)} failed:\n{result.Output}\n{result.Error}");
        }

        IReadOnlyList<NginxRequest> log = await nginx.TakeLogAsync();
        JsonElement said = FreshetProgram.Summary(lines[^2]);
        contender.Check(pages, log, said);
        return contender.Partly
            ? measurement with { User = said.GetProperty("user").GetDouble(), System = said.GetProperty("system").GetDouble() }
            : measurement;
    }
}
