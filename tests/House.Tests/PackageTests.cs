using System.Text.RegularExpressions;
using System.Xml.Linq;
using Freshet.Tests.Kit;

namespace Freshet.House;

public sealed partial class PackageTests
{
    private static readonly string[] Lines = File.ReadAllLines(Repository.At("paket.dependencies"));

    private static IEnumerable<XElement> Elements(string item) =>
        Repository.Files("*.*proj").Concat(Repository.Files("*.props")).SelectMany(f => XDocument.Load(f).Descendants(item));

    [Fact(Timeout = 30_000)]
    public void The_list_of_packages_names_exact_versions_and_no_source() =>
        Assert.All(Lines, line => Assert.Matches(Line(), line));

    [Fact(Timeout = 30_000)]
    public void No_project_names_a_version() =>
        Assert.DoesNotContain(
            Elements("PackageReference"), e => e.Attribute("Version") is not null || e.Attribute("VersionOverride") is not null);

    [Fact(Timeout = 30_000)]
    public void Every_package_of_the_groups_Main_and_Test_is_used()
    {
        HashSet<string> used = [.. Elements("PackageReference").Select(e => (string?)e.Attribute("Include") ?? "")];

        Assert.All(
            Lines.TakeWhile(l => l != "group Bench").Where(l => l.StartsWith("nuget ", StringComparison.Ordinal)),
            line => Assert.Contains(line.Split(' ')[1], used));
    }

    [GeneratedRegex(@"^(//.*|group (Main|Test|Bench)|nuget \S+ == \d+(\.\d+)+|)$")]
    private static partial Regex Line();
}
