using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class CacheCommandTests
{
    [Fact(Timeout = 180_000)]
    public async Task A_crawled_store_is_listed_shown_changed_and_carried_to_other_stores()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        string files = $"file:{directory.At("files")}", sqlite = $"sqlite:{directory.At("store.db")}", log = $"faster:{directory.At("log")}";
        await FreshetProgram.CrawlAsync(origin.Url, "--store", files, "--max-pages", "5");

        Assert.Equal(5, (await CacheAsync("ls", "--store", files)).Count);
        Assert.Equal(2, (await CacheAsync("ls", "--store", files, "--skip", "2", "--limit", "2", "--fresh", "--status", "200")).Count);
        var listed = JsonDocument.Parse((await CacheAsync("ls", "--store", files, "--json", "--limit", "1"))[0]).RootElement;
        Assert.Equal(origin.Url.AbsoluteUri, listed.GetProperty("url").GetString());
        Assert.Contains("Cache-Control: max-age=600", string.Join('\n', await CacheAsync("show", origin.At("/1").AbsoluteUri, "--store", files)), StringComparison.Ordinal);
        Assert.StartsWith("<!doctype html>", (await CacheAsync("show", origin.At("/1").AbsoluteUri, "--store", files, "--body"))[0], StringComparison.Ordinal);

        Assert.Equal("{\"copied\":10}", (await CacheAsync("export", sqlite, "--store", files, "--json"))[0]);
        Assert.Equal("written 5", (await CacheAsync("export", directory.At("lines"), "--store", sqlite))[0]);
        Assert.Equal("{\"read\":5}", (await CacheAsync("import", directory.At("lines"), "--store", log, "--json"))[0]);
        Assert.Equal((await CacheAsync("export", "-", "--store", files)).Order(), (await CacheAsync("export", "-", "--store", log)).Order());
        Assert.Contains("\"damaged\":0", (await CacheAsync("verify", "--store", log, "--json"))[0], StringComparison.Ordinal);

        // What was carried over answers a crawl.
        var requests = origin.Requests.Count;
        var again = await FreshetProgram.CrawlAsync(origin.Url, "--store", log, "--max-pages", "5");
        Assert.Equal((5, requests), (again["hits"], origin.Requests.Count));

        Assert.Equal("{\"removed\":1}", (await CacheAsync("rm", origin.At("/1").AbsoluteUri, "--store", log, "--json"))[0]);
        Assert.Contains("\"responses\":4", (await CacheAsync("stats", "--store", log, "--json"))[0], StringComparison.Ordinal);
        Assert.Equal("removed 4", (await CacheAsync("clear", "--host", "127.0.0.1", "--store", log))[0]);
        Assert.Equal(1, (await FreshetProgram.RunAsync("cache", "ls", "--store", log)).ExitCode);
        foreach (var store in (string[])[sqlite, log, files])
        {
            Assert.StartsWith("freed", (await CacheAsync("compact", "--store", store))[0], StringComparison.Ordinal);
            Assert.Equal("already format 1", (await CacheAsync("migrate", "--store", store))[0]);
        }

        Assert.Equal("{\"from\":1,\"to\":1,\"records\":0}", (await CacheAsync("migrate", "--json", "--store", log))[0]);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_page_is_edited_as_yaml_and_the_crawl_sees_what_was_written()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        string files = $"file:{directory.At("files")}", edited = directory.At("page.txt");
        await FreshetProgram.CrawlAsync(origin.Url, "--store", files, "--max-pages", "3");
        var page = origin.At("/1").AbsoluteUri;
        var yaml = string.Join('\n', await CacheAsync("show", page, "--yaml", "--store", files)) + "\n";
        Assert.Contains("\n    Cache-Control: max-age=600\n", yaml, StringComparison.Ordinal);
        Assert.Contains("\n  body: |\n    <!doctype html>", yaml, StringComparison.Ordinal);
        await File.WriteAllTextAsync(edited, yaml.Replace("max-age=600", "max-age=3000000", StringComparison.Ordinal).Replace("<title>page", "<title>Edited", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Equal("read 1", (await CacheAsync("import", edited, "--store", files))[0]);
        Assert.StartsWith("<!doctype html><title>Edited", (await CacheAsync("show", page, "--body", "--store", files))[0], StringComparison.Ordinal);
        Assert.Contains("lifetime 35d", string.Join('\n', await CacheAsync("show", page, "--store", files)), StringComparison.Ordinal);

        Assert.Equal("written 1", (await CacheAsync("export", directory.At("all.yaml"), "--prefix", page, "--store", files))[0]);
        Assert.Equal("read 3", (await CacheAsync("import", await ExportedAsync("all.yml"), "--store", "memory:"))[0]);
        Assert.Equal("read 3", (await CacheAsync("import", await ExportedAsync("all", "--format", "yaml"), "--store", "memory:"))[0]);
        Assert.Equal("read 3", (await CacheAsync("import", await ExportedAsync("lines.yml", "--format", "json"), "--store", "memory:"))[0]);

        var small = await FreshetProgram.RunAsync("cache", "import", directory.At("all"), "--max-entry", "1K", "--store", "memory:");
        Assert.Contains(" is no record: it would be longer than 1,024 bytes", small.Error, StringComparison.Ordinal);

        async Task<string> ExportedAsync(string name, params string[] options)
        {
            Assert.Equal("written 3", (await CacheAsync(["export", directory.At(name), "--store", files, .. options]))[0]);
            return directory.At(name);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task What_is_damaged_is_found_and_removed()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        string files = $"file:{directory.At("files")}";
        await FreshetProgram.CrawlAsync(origin.Url, "--store", files, "--max-pages", "3");
        var segment = Directory.GetFiles(directory.At("files"), "*", SearchOption.AllDirectories).First(f => Path.GetFileName(f).Length == 32 && File.ReadAllText(f).IndexOf("b/", StringComparison.Ordinal) is > 0 and < 60);
        File.WriteAllText(segment, "damaged");
        var verified = await FreshetProgram.RunAsync("cache", "verify", "--store", files, "--repair");
        Assert.Equal(1, verified.ExitCode);
        Assert.Contains("segment 0 of a body is missing", verified.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await FreshetProgram.RunAsync("cache", "verify", "--store", files)).ExitCode);
        Assert.Equal(2, (await CacheAsync("ls", "--store", files)).Count);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("frob", "is no action")]
    [InlineData("clear", "needs a filter such as --host, or --all")]
    [InlineData("show", "needs one URL")]
    [InlineData("rm nonsense", "nonsense is no http or https URL")]
    [InlineData("ls --store tape:drum", "a store is a directory or begins with one of")]
    [InlineData("ls --store sqlite:", "sqlite:FILE would be right")]
    [InlineData("ls --store tiered:memory:", "tiered:memory:,DIR would be right")]
    [InlineData("import - --host a", "import takes no filter")]
    [InlineData("show http://a/ --json --yaml", "--json and --yaml exclude each other")]
    [InlineData("export - --format xml", "--format is xml; it must be one of json, yaml")]
    [InlineData("import /nowhere/at/all --store memory:", "/nowhere/at/all")]
    public async Task Wrong_usage_says_what_would_be_right(string arguments, string expected)
    {
        var result = await FreshetProgram.RunAsync(["cache", .. arguments.Split(' ')]);
        Assert.Equal(2, result.ExitCode);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<string>> CacheAsync(params string[] arguments)
    {
        var result = await FreshetProgram.RunAsync(["cache", .. arguments]);
        Assert.True(result.ExitCode == 0, $"[{result.ExitCode}] {result.Output}{result.Error}");
        return result.Output.TrimEnd('\n').Split('\n');
    }
}
