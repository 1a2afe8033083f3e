using System.Reflection;
using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed class SourceTests
{
    private const int MostLines = 300;

    // File name -> why it may be longer.
    private static readonly Dictionary<string, string> Longer = new()
    {
        ["CharacterReferences.Named.cs"] = "the table of HTML's character references",
    };

    [Fact(Timeout = 30_000)]
    public void No_source_file_is_longer_than_300_lines()
    {
        string[] wrong =
        [
            .. from file in Repository.Files("*.cs", "src")
               let lines = File.ReadLines(file).Count()
               where lines > MostLines && !Longer.ContainsKey(Path.GetFileName(file))
               select $"{Path.GetRelativePath(Repository.Root, file)} ({lines})",
        ];

        Assert.True(wrong.Length == 0, $"Split by responsibility: {string.Join(", ", wrong)}.");
    }

    [Fact(Timeout = 30_000)]
    public void No_file_is_excused_without_need()
    {
        ILookup<string, string> files = Repository.Files("*.cs", "src").ToLookup(f => Path.GetFileName(f)!);

        Assert.All(Longer.Keys, name => Assert.Contains(files[name], file => File.ReadLines(file).Count() > MostLines));
    }

    [Fact(Timeout = 30_000)]
    public void No_type_is_named_like_a_namespace()
    {
        Type[] types = [.. Libraries.All.SelectMany(a => a.GetTypes()).Where(t => !t.Name.Contains('<', StringComparison.Ordinal))];
        HashSet<string> segments =
        [
            .. types.Select(t => t.Namespace ?? "").Where(n => n.StartsWith("Freshet", StringComparison.Ordinal)).SelectMany(n => n.Split('.')),
        ];

        Assert.DoesNotContain(types, type => segments.Contains(type.Name.Split('`')[0]));
    }

    [Fact(Timeout = 30_000)]
    public void Public_types_stand_in_a_file_of_their_name()
    {
        HashSet<string> names = [.. Repository.Files("*.cs", "src").Select(f => Path.GetFileName(f).Split('.')[0])];

        Assert.All(
            Libraries.All.SelectMany(a => a.GetExportedTypes()).Where(t => !t.IsNested),
            type => Assert.Contains(type.Name.Split('`')[0], names));
    }

    [Fact(Timeout = 30_000)]
    public void Libraries_see_into_no_one_but_their_tests()
    {
        Assert.All(
            Libraries.All.SelectMany(a => a.GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>()),
            friend => Assert.True(
                friend.AssemblyName == "Properties" || friend.AssemblyName.EndsWith(".Tests", StringComparison.Ordinal),
                friend.AssemblyName));
    }
}
