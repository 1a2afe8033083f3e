using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.Runs;

public sealed class StoreTests
{
    [Fact(Timeout = 60_000)]
    public async Task A_directory_that_cannot_be_made_is_told_before_anything_is_fetched()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        var file = directory.Write("file", "not a directory");
        await RefusedAsync(origin, Path.Combine(file, "store"), Path.Combine(file, "store"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_directory_that_cannot_be_written_is_told_before_anything_is_fetched()
    {
        Assert.SkipUnless(Directory.Exists("/proc/self"), "needs a directory that not even the administrator can write");
        await using var origin = SmallSite.Start();
        await RefusedAsync(origin, "/proc/self/freshet", "/proc/self/freshet");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        var log = directory.Write("log-99-of-the-future.0", "not to be touched");
        await RefusedAsync(origin, directory.Path, "newer version");
        Assert.Equal("not to be touched", await File.ReadAllTextAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_in_use_is_told_with_its_user()
    {
        await using var origin = SmallSite.Start();
        using var directory = new TempDirectory();
        await using var store = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = directory.Path });
        await RefusedAsync(origin, directory.Path, $"in use by process {Environment.ProcessId}");
    }

    private static async Task RefusedAsync(LoopbackOrigin origin, string directory, string expected)
    {
        var result = await FreshetProgram.RunAsync("crawl", origin.Url.AbsoluteUri, "--store", directory, "--json");
        Assert.Equal(3, result.ExitCode);
        Assert.Equal("", result.Output);
        Assert.StartsWith("freshet: ", result.Error, StringComparison.Ordinal);
        Assert.Contains(expected, result.Error, StringComparison.Ordinal);
        Assert.Contains("--store", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Empty(origin.Requests);
    }
}
