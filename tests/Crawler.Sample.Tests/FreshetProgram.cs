using System.Text.Json;
using Freshet.Tests.Kit;

namespace Freshet.Program.Tests;

/// <summary>The built program, run as its users run it.</summary>
internal static class FreshetProgram
{
    private static readonly string Binary = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "freshet.exe" : "freshet");

    public static ChildProcess Start(params string[] arguments) => ChildProcess.Start(Binary, arguments);

    public static async Task<ChildResult> RunAsync(params string[] arguments) =>
        await ChildProcess.RunAsync(Binary, arguments, TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);

    public static async Task<ChildResult> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        await using var child = ChildProcess.Start(Binary, arguments, environment: environment);
        child.EndInput();
        return await child.ExitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken);
    }

    /// <summary>Runs a crawl with --json, and reads its last line.</summary>
    public static async Task<CrawlReport> CrawlAsync(Uri url, params string[] options) =>
        CrawlReport.Of(await RunAsync(["crawl", url.AbsoluteUri, "--json", .. options]));
}

/// <summary>What a crawl with --json said.</summary>
internal sealed record CrawlReport(ChildResult Result, JsonElement Summary)
{
    public long this[string field] => Summary.GetProperty(field).GetInt64();

    public static CrawlReport Of(ChildResult result)
    {
        var last = result.Output.TrimEnd('\n').Split('\n')[^1];
        Assert.True(last.StartsWith('{'), $"no JSON at the end: [{result.ExitCode}]\n{result.Output}\n{result.Error}");
        return new CrawlReport(result, JsonDocument.Parse(last).RootElement);
    }
}
