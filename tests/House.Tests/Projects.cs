using System.Xml.Linq;
using Freshet.Tests.Kit;

namespace Freshet.House;

internal sealed record Project(string Name, string Path, IReadOnlyList<string> Projects, IReadOnlyList<string> Packages)
{
    public static IReadOnlyList<Project> Under(string directory) => [.. Repository.Files("*.*proj", directory).Select(Read)];

    private static Project Read(string path)
    {
        XDocument xml = XDocument.Load(path);
        IReadOnlyList<string> Includes(string item) => [.. xml.Descendants(item).Select(e => (string)e.Attribute("Include")!)];
        return new(
            System.IO.Path.GetFileNameWithoutExtension(path),
            path,
            [.. Includes("ProjectReference").Select(r => System.IO.Path.GetFileNameWithoutExtension(r.Replace('\\', '/')))],
            Includes("PackageReference"));
    }
}
