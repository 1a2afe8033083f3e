using Freshet.Tests.Kit;

namespace Freshet.Proxies.Conformance;

public sealed class ConformanceTests
{
    [Fact(Timeout = 280_000)]
    public async Task The_caches_score_what_the_page_says_and_every_failure_has_its_reason()
    {
        Assert.SkipWhen(CacheSuite.Missing is not null, CacheSuite.Missing ?? "");
        CancellationToken cancel = TestContext.Current.CancellationToken;
        await using CacheSuite suite = await CacheSuite.StartAsync(cancel);
        await using FreshetProxy shared = await FreshetProxy.StartAsync("--origin", suite.Origin.GetLeftPart(UriPartial.Authority));
        await using HandlerProxy handler = await HandlerProxy.StartAsync(suite.Origin);
        ConformancePage page = new();

        ConformanceSet[] sets = await Task.WhenAll(
            RunAsync("shared", "`freshet proxy`, a shared cache", shared.Url, page, 0, cancel),
            RunAsync("private", "`CachingHandler`, a private cache", handler.Url, page, 1, cancel));

        string text = page.With(sets);
        string written = Repository.At("artifacts", "conformance.md");
        Directory.CreateDirectory(Path.GetDirectoryName(written)!);
        await File.WriteAllTextAsync(written, text, cancel);
        Assert.True(!page.Unexplained(sets).Any(), $"tests/conformance/reasons.json has no reason for: {string.Join(", ", page.Unexplained(sets))}.");
        Assert.True(!page.NeedlessReasons(sets).Any(), $"tests/conformance/reasons.json explains what passes: {string.Join(", ", page.NeedlessReasons(sets))}.");
        Assert.True(
            text == await File.ReadAllTextAsync(Repository.At("docs", "conformance.md"), cancel),
            $"{string.Join('\n', Differences(sets, page))}\nTo accept: cp artifacts/conformance.md docs/conformance.md");
    }

    // On a busy machine a pause of three seconds may be too short or too long for a test: what differs is run once more.
    private static async Task<ConformanceSet> RunAsync(
        string kind, string title, Uri cache, ConformancePage page, int column, CancellationToken cancellationToken)
    {
        ConformanceSet set = new(kind, title, await CacheSuite.RunAsync(cache, kind, [], cancellationToken));
        string[] different = [.. set.Tests.Select(test => test.Id).Where(id => page.Written(id, column) is { } written && written != set.Results[id])];
        return different.Length is 0 or > 50 ? set
            : set.With(await CacheSuite.RunAsync(cache, kind, different, cancellationToken));
    }

    private static IEnumerable<string> Differences(ConformanceSet[] sets, ConformancePage page) =>
        from set in sets.Index()
        from test in set.Item.Tests
        let written = page.Written(test.Id, set.Index)
        let result = set.Item.Results[test.Id]
        where written != result
        select $"{set.Item.Name} {test.Id}: {result}, written is {written ?? "nothing"} {test.Message}";
}
