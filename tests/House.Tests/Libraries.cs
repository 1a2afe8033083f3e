using System.Reflection;

namespace Freshet.House;

internal static class Libraries
{
    /// <summary>The assemblies that users reference: one a project of src, apart from the program.</summary>
    public static IReadOnlyList<Assembly> All { get; } =
    [
        .. Project.Under("src").Where(p => p.Name != "Crawler.Sample")
            .Select(p => Path.Combine(AppContext.BaseDirectory, $"Freshet.{p.Name}.dll"))
            .Select(path => File.Exists(path)
                ? Assembly.LoadFrom(path)
                : throw new FileNotFoundException("House.Tests has to reference every project of src.", path)),
    ];
}
