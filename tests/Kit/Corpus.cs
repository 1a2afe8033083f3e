namespace Freshet.Tests.Kit;

/// <summary>Manuals that others wrote, as Debian packages them: real HTML. <c>./test</c> fetches what is not installed.</summary>
public static class Corpus
{
    /// <summary>The PostgreSQL manual: about 1,200 pages of DocBook output; null when it is not here.</summary>
    public static string? PostgreSql { get; } = Find("postgresql-doc-*", "html");

    /// <summary>The manual of Apache httpd in a dozen languages and charsets: about 2,700 pages; null when it is not here.</summary>
    public static string? Apache { get; } = Find("apache2-doc", "manual");

    /// <summary>Why a test can't run without the corpora; null when both are here.</summary>
    public static string? Missing =>
        PostgreSql is null || Apache is null ? "the manuals are not installed (apt-get install postgresql-doc apache2-doc)" : null;

    private static string? Find(string package, string directory) =>
        new[] { "/", Repository.At("artifacts", "apt") }
            .Select(root => Path.Combine(root, "usr/share/doc"))
            .Where(Directory.Exists)
            .SelectMany(docs => Directory.EnumerateDirectories(docs, package).Order(StringComparer.Ordinal))
            .Select(found => Path.Combine(found, directory))
            .LastOrDefault(found => File.Exists(Path.Combine(found, "index.html")));
}
