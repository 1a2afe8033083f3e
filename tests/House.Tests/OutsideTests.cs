using Freshet.Tests.Kit;

namespace Freshet.House;

/// <summary>The packages as somebody gets them who has nothing of this repository.</summary>
public sealed class OutsideTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 300_000)]
    public async Task What_writing_a_store_says_is_built_and_passes_outside_of_the_repository()
    {
        using TempDirectory outside = new();
        string configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        foreach (string project in (string[])["Pipeline", "Stores.Testing"])
        {
            await DotnetAsync("pack", Repository.At("src", project), "--no-build", "-c", configuration, "-o", outside.At("feed"), "-v", "q", "-nologo");
        }

        string page = File.ReadAllText(Repository.At("docs", "writing-a-store.md"));
        outside.Write("store/Store.csproj", DocumentTests.CodeBlocks(page, "xml").Single());
        outside.Write("store/Store.cs", string.Join('\n', [
            "using System.Collections.Concurrent;", "using System.Runtime.CompilerServices;", "using Freshet.Storage;", "using Freshet.Stores.Testing;", .. DocumentTests.CodeBlocks(page, "csharp")]));

        // Packages go to a directory of their own; those that are on the machine already are read where they are.
        outside.Write("Directory.Build.props", $"""
            <Project><PropertyGroup>
              <RestorePackagesPath>{outside.At("packages")}</RestorePackagesPath>
              <RestoreFallbackFolders>{Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages")}</RestoreFallbackFolders>
              <RestoreAdditionalProjectSources>{outside.At("feed")}</RestoreAdditionalProjectSources>
              <NuGetAudit>false</NuGetAudit>
            </PropertyGroup></Project>
            """);
        await DotnetAsync("build", outside.At("store"), "-v", "q", "-nologo");
        ChildResult run = await ChildProcess.RunAsync(outside.At("store", "bin", "Debug", "net10.0", "Store"), ["-noColor"], TimeSpan.FromMinutes(2), Cancel);
        Assert.True(run.ExitCode == 0, run.Output + run.Error);
        Assert.Matches(@"Total: [4-9]\d, Errors: 0, Failed: 0", run.Output);
    }

    private static async Task DotnetAsync(params string[] arguments)
    {
        ChildResult result = await ChildProcess.RunAsync("dotnet", arguments, TimeSpan.FromMinutes(3), Cancel);
        Assert.True(result.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{result.Output}{result.Error}");
    }
}
