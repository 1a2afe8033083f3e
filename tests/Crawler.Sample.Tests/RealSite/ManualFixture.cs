using Freshet.Tests.Kit;

namespace Freshet.Program.Tests.RealSite;

/// <summary>The SQL commands of the PostgreSQL manual: 189 pages, and half as many links to chapters that were left out.</summary>
public sealed class ManualFixture : IAsyncLifetime
{
    private ServedManual? site;

    internal ServedManual Site
    {
        get
        {
            SkipWhenMissing();
            return site!;
        }
    }

    private static string? Missing => Nginx.Missing ?? Corpus.Missing;

    public async ValueTask InitializeAsync()
    {
        if (Missing is null)
        {
            site = await StartAsync();
        }
    }

    public ValueTask DisposeAsync() => site?.DisposeAsync() ?? default;

    internal static async Task<ServedManual> StartAsync(string? server = null, Func<string, bool>? keep = null)
    {
        SkipWhenMissing();
        return await ServedManual.StartAsync(
            Corpus.PostgreSql!, "sql-commands.html", keep ?? (file => file.StartsWith("sql-", StringComparison.Ordinal)), server);
    }

    private static void SkipWhenMissing()
    {
        if (Missing is { } reason)
        {
            Assert.Skip(reason);
        }
    }
}
