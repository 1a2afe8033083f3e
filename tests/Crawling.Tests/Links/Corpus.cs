namespace Freshet.Tests.Links;

/// <summary>Real pages: HTML manuals that Debian packages install.</summary>
internal static class Corpus
{
    private static readonly string[] s_manuals = ["/usr/share/doc/postgresql-doc-15/html", "/usr/share/doc/apache2-doc/manual"];

    public static IReadOnlyList<string> Pages { get; } =
    [
        .. s_manuals.Where(Directory.Exists)
            .SelectMany(static m => Directory.EnumerateFiles(m, "*.html*", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal),
    ];

    public static IReadOnlyList<string> PagesOrSkip()
    {
        Assert.SkipWhen(Pages.Count == 0, "No manuals here; apt-get install postgresql-doc-15 apache2-doc brings some.");
        return Pages;
    }
}
