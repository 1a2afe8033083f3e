namespace Freshet.Program.Demo;

/// <summary>Something that a pass must have shown.</summary>
internal sealed record DemoCheck(string Claim, bool Holds)
{
    public static IEnumerable<DemoCheck> First(DemoSite site, DemoPass pass)
    {
        var asked = pass.Requests.Select(request => request.Path).ToHashSet();
        var found = site.Pages.Keys.Count(asked.Contains);
        yield return new($"Every page was found by its links: {found} of {site.Pages.Count}.", found == site.Pages.Count);
        yield return new(
            $"Nothing was stored yet: {pass.Summary.Misses} misses, {pass.Summary.Hits} hits.",
            pass.Summary.Hits == 0 && pass.Summary.Misses == pass.Summary.Pages);

        // A 500 is an answer; a circle of redirects is a failure.
        var broken = site.Pages.Keys.Count(path => path.StartsWith("/broken/", StringComparison.Ordinal) && path != "/broken/500") + 1;
        yield return new(
            $"{pass.Summary.Failed} pages are broken: each is a counted failure, and the crawl went on.", pass.Summary.Failed == broken);
    }

    public static IEnumerable<DemoCheck> Second(DemoSite site, DemoPass pass)
    {
        var reusable = site.Pages.Values.Count(page => page.Reuse != Reuse.No);
        var again = pass.Requests.Count(request => site.Pages[request.Path].Reuse != Reuse.No);
        yield return new($"All {reusable} pages that may be stored came from the store: {pass.Summary.Hits} hits.", pass.Summary.Hits == reusable);
        yield return new(
            $"The site was asked for none of them; its {pass.Requests.Count} requests are for pages that are broken or not to be stored.", again == 0);
    }

    public static IEnumerable<DemoCheck> Third(DemoSite site, DemoPass pass)
    {
        var validated = site.Pages.Values.Count(page => page.Reuse == Reuse.AndRevalidate);
        var unchanged = pass.Requests.Count(request => request.Status == 304);
        yield return new(
            $"All {validated} with an ETag or Last-Modified were asked about: {unchanged} times the site said 304 Not Modified.",
            unchanged == validated - 1 && pass.Summary.Revalidated == unchanged);
        var blind = site.Pages.Values.Count(page => page.Reuse == Reuse.WhileFresh);
        yield return new(
            $"The page that had changed was replaced, and so were the {blind} that can't be asked about: {pass.Summary.Replaced}.",
            pass.Summary.Replaced == 1 + blind);
        yield return new($"No page was used without asking: {pass.Summary.Hits} hits.", pass.Summary.Hits == 0);
    }
}
