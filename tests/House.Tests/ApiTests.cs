using System.Reflection;
using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed class ApiTests
{
    public static TheoryData<string> Assemblies => [.. Libraries.All.Select(a => a.GetName().Name!)];

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Assemblies))]
    public void The_public_surface_is_the_approved_one(string name)
    {
        Assembly library = Libraries.All.Single(a => a.GetName().Name == name);
        string received = ApiPrinter.Print(library);
        string approved = Repository.At("tests", "House.Tests", "Api", $"{name}.txt");
        string written = Repository.At("artifacts", "api", $"{name}.txt");
        Directory.CreateDirectory(Path.GetDirectoryName(written)!);
        File.WriteAllText(written, received);
        string approve = $"cp artifacts/api/{name}.txt tests/House.Tests/Api/";

        Assert.SkipWhen(!File.Exists(approved), $"{name} is not approved yet; to approve: {approve}");
        Assert.True(File.ReadAllText(approved) == received, $"{Difference(File.ReadAllText(approved), received)}\nTo approve: {approve}");
    }

    private static string Difference(string approved, string received)
    {
        string[] before = approved.Split('\n');
        string[] after = received.Split('\n');
        return string.Join('\n', [.. before.Except(after).Select(l => $"- {l}"), .. after.Except(before).Select(l => $"+ {l}")]);
    }
}
