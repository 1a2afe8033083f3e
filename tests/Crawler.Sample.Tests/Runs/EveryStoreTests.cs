using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

/// <summary>The stores that <see cref="CacheCommandTests"/> does not go through.</summary>
public sealed class EveryStoreTests(StoreServers servers) : IClassFixture<StoreServers>
{
    [Theory(Timeout = 180_000)]
    [InlineData("redis", false)]
    [InlineData("s3", true)]
    [InlineData("dynamodb", false)]
    [InlineData("tiered", false)]
    public async Task A_store_by_its_url_is_filled_listed_shown_checked_exported_and_emptied(string kind, bool compacts)
    {
        using var directory = new TempDirectory();
        var url = await servers.UrlAsync(kind);
        Assert.Equal("{\"read\":5}", await DoAsync(url, "import", servers.Pages, "--json"));
        Assert.Equal(2, (await DoAsync(url, "ls", "--skip", "1", "--limit", "2")).Split('\n').Length);
        var listed = JsonDocument.Parse(await DoAsync(url, "ls", "--json", "--prefix", servers.Page, "--status", "200")).RootElement;
        Assert.Equal(servers.Page, listed.GetProperty("url").GetString());
        Assert.Contains("body: |\n    <!doctype html>", await DoAsync(url, "show", servers.Page, "--yaml"), StringComparison.Ordinal);
        Assert.Contains("\"responses\":5", await DoAsync(url, "stats", "--json"), StringComparison.Ordinal);
        Assert.Contains("\"read\":10,\"unreadable\":0,\"damaged\":0,\"orphans\":0", await DoAsync(url, "verify", "--json"), StringComparison.Ordinal);
        if (compacts)
        {
            Assert.StartsWith("freed", await DoAsync(url, "compact"), StringComparison.Ordinal);
        }
        else
        {
            await FailsAsync(3, ["this store gives space back by itself"], url, "compact");
        }

        await DoAsync(url, "export", directory.At("lines"));
        Assert.Equal(File.ReadAllLines(servers.Pages).Order(), File.ReadAllLines(directory.At("lines")).Order());
        Assert.Equal("copied 10", await DoAsync(url, "export", $"file:{directory.At("copy")}"));
        Assert.Equal("removed 1", await DoAsync(url, "rm", servers.Page));
        await FailsAsync(1, [$"nothing is stored for {servers.Page}"], url, "show", servers.Page);
        Assert.Equal("removed 4", await DoAsync(url, "clear", "--host", "127.0.0.1"));
        await FailsAsync(1, [], url, "ls");
    }

    [Fact(Timeout = 120_000)]
    public async Task Memcached_does_what_needs_no_listing_and_says_so_of_the_rest()
    {
        var url = await servers.UrlAsync("memcached");
        Assert.Equal("read 5", await DoAsync(url, "import", servers.Pages));
        Assert.Contains("Cache-Control: max-age=600", await DoAsync(url, "show", servers.Page), StringComparison.Ordinal);
        Assert.Equal("removed 1", await DoAsync(url, "rm", servers.Page));
        foreach (var action in (string[])["ls", "stats", "verify", "export -"])
        {
            await FailsAsync(3, [url, "can't list"], url, action.Split(' '));
        }

        await FailsAsync(3, ["by itself"], url, "compact");
        await DoAsync(url, "clear", "--all");
    }

    [Fact(Timeout = 120_000)]
    public async Task Memory_is_read_into_and_gone_with_the_program()
    {
        Assert.Equal("read 5", await DoAsync("memory:1M", "import", servers.Pages));
        await FailsAsync(1, [], "memory:", "ls");
    }

    [Theory(Timeout = 120_000)]
    [InlineData(3, "redis://127.0.0.1:1", "127.0.0.1:1")]
    [InlineData(2, "redis://host:port", "redis://host:port")]
    [InlineData(3, "memcached://127.0.0.1:1", "memcached at 127.0.0.1:1", "show")]
    [InlineData(2, "memcached://a:b", "'a:b'")]
    [InlineData(3, "s3://pages?endpoint=http://127.0.0.1:1", "S3")]
    [InlineData(2, "s3://pages?endpoint=localhost:9000", "endpoint=localhost:9000 is no address")]
    [InlineData(2, "s3://pages?regoin=x", "regoin is no parameter; region=..., endpoint=... would be right")]
    [InlineData(2, "s3://pages/a b", "'a b/'")]
    [InlineData(2, "s3://pages", "Region is missing")]
    [InlineData(2, "dynamodb://ab", "Table is 'ab'")]
    [InlineData(2, "dynamodb://abc", "Region is missing")]
    [InlineData(3, "dynamodb://pages?endpoint=http://127.0.0.1:1", "'pages'")]
    [InlineData(3, "sqlite:/proc/none/store.db", "/proc/none/store.db")]
    [InlineData(3, "file:/proc/none", "/proc/none")]
    [InlineData(3, "faster:/proc/none", "/proc/none")]
    [InlineData(2, "memory:much", "memory: or memory:64M would be right")]
    [InlineData(2, "tiered:memory:,tape:drum", "tape:drum; a store is")]
    [InlineData(3, "tiered:memory:,file:/proc/none", "file:/proc/none")]
    public async Task A_wrong_url_is_told_by_what_is_wrong_with_it(int exitCode, string url, string part, string action = "ls") =>
        await FailsAsync(exitCode, ["--store", part], url, action == "ls" ? ["ls"] : [action, "http://a/"]);

    private static async Task<string> DoAsync(string url, params string[] arguments)
    {
        var result = await RunAsync(url, arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: [{result.ExitCode}] {result.Output}{result.Error}");
        return result.Output.TrimEnd('\n');
    }

    private static async Task FailsAsync(int exitCode, string[] said, string url, params string[] arguments)
    {
        var result = await RunAsync(url, arguments);
        Assert.True(result.ExitCode == exitCode, $"{url}: [{result.ExitCode}] {result.Output}{result.Error}");
        Assert.All(said, part => Assert.Contains(part, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    private static Task<ChildResult> RunAsync(string url, string[] arguments) => FreshetProgram.RunAsync(StoreServers.Environment, ["cache", .. arguments, "--store", url]);
}
