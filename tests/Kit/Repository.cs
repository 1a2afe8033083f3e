namespace Freshet.Tests.Kit;

/// <summary>The source tree that the tests were built from.</summary>
public static class Repository
{
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    public static string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    /// <summary>The files under a directory that are sources: nothing that a build made.</summary>
    public static IEnumerable<string> Files(string pattern, params ReadOnlySpan<string> under) =>
        Directory.EnumerateFiles(At(under), pattern, SearchOption.AllDirectories)
            .Where(f => !f.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj" or "artifacts" or "node_modules" or ".git"))
            .Order(StringComparer.Ordinal);

    private static string Find(string from) =>
        File.Exists(Path.Combine(from, "Pipeline.sln"))
            ? from
            : Find(Path.GetDirectoryName(from) ?? throw new InvalidOperationException("Pipeline.sln is in no directory above the tests."));
}
