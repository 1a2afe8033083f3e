using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed class ArrowTests
{
    [Fact(Timeout = 30_000)]
    public void References_run_only_along_the_arrows_of_the_plan()
    {
        string[] wrong =
        [
            .. from project in Project.Under("src")
               from reference in project.Projects
               where !Allowed(project.Name, reference)
               select $"{project.Name} -> {reference}",
        ];

        Assert.True(wrong.Length == 0, $"Not in the plan: {string.Join(", ", wrong)}.");
    }

    [Theory(Timeout = 30_000)]
    [InlineData("Pipeline", "Stores", false)]
    [InlineData("Crawling", "Stores", false)]
    [InlineData("Stores", "Crawling", false)]
    [InlineData("Stores.S3", "Pipeline", true)]
    [InlineData("Crawler.Sample", "Stores.S3", true)]
    [InlineData("Hosting", "Stores", true)]
    [InlineData("Hosting", "Stores.Redis", false)]
    [InlineData("Proxy", "Pipeline", true)]
    [InlineData("Proxy", "Stores", false)]
    public void The_plan_is(string from, string to, bool allowed) => Assert.Equal(allowed, Allowed(from, to));

    [Fact(Timeout = 30_000)]
    public void The_libraries_need_no_packages_but_those_named_here()
    {
        Dictionary<string, string[]> allowed = new()
        {
            ["Pipeline"] = ["Microsoft.Extensions.Logging.Abstractions"],
            ["Crawling"] = [],
            ["Hosting"] = ["Microsoft.Extensions.Caching.Abstractions", "Microsoft.Extensions.Http"],
            ["Proxy"] = [],
            ["Stores"] = ["Microsoft.FASTER.Core"],
            ["Stores.Redis"] = ["StackExchange.Redis"],
            ["Stores.DynamoDb"] = ["AWSSDK.DynamoDBv2"],
            ["Stores.Memcached"] = [],
            ["Stores.S3"] = ["AWSSDK.S3"],
            ["Stores.Sqlite"] = ["SQLitePCLRaw.bundle_e_sqlite3"],
            ["Stores.Yaml"] = ["YamlDotNet"],
            ["Stores.Testing"] = ["xunit.v3.assert", "xunit.v3.extensibility.core"],
        };

        foreach (Project project in Project.Under("src").Where(p => allowed.ContainsKey(p.Name)))
        {
            Assert.Equal(allowed[project.Name], project.Packages);
        }
    }

    [Fact(Timeout = 30_000)]
    public void Every_project_is_in_the_solution()
    {
        string solution = File.ReadAllText(Repository.At("Pipeline.sln")).Replace('\\', '/');

        Assert.All(
            Repository.Files("*.*proj"),
            path => Assert.Contains($"\"{Path.GetRelativePath(Repository.Root, path)}\"", solution, StringComparison.Ordinal));
    }

    private static bool Allowed(string from, string to) => from switch
    {
        "Pipeline" => false,
        "Crawling" or "Proxy" => to == "Pipeline",
        "Hosting" => to is "Pipeline" or "Stores",
        "Crawler.Sample" => to is "Crawling" or "Pipeline" or "Proxy" || IsStores(to),
        _ => IsStores(from) && to == "Pipeline",
    };

    private static bool IsStores(string name) => name == "Stores" || name.StartsWith("Stores.", StringComparison.Ordinal);
}
