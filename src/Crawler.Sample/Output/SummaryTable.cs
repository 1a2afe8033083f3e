using Freshet.Program.Cli;
using Freshet.Program.Running;

namespace Freshet.Program.Output;

/// <summary>The counts of a crawl for people.</summary>
internal static class SummaryTable
{
    public static TextTable Of(CrawlSettings settings, CrawlResult result)
    {
        var summary = result.Summary;
        var ended = result.Signal is null ? "crawled" : "stopped after";
        var first = settings.Seeds.Count == 1 ? settings.Seeds[0].ToString() : $"{Units.Count(settings.Seeds.Count)} URLs";
        var table = new TextTable($"{first} {ended} {(result.Signal is null ? "in " : "")}{Units.Time(summary.Elapsed)}", "", "", "");
        void Count(string name, long count, string remark = "", bool always = true)
        {
            if (always || count > 0)
            {
                table.Row(name, Units.Count(count), remark);
            }
        }

        Count("pages", summary.Pages, Units.Rate(result.PagesPerSecond));
        table.Row("bytes", Units.Bytes(summary.Bytes), $"{Units.Bytes(summary.NetworkBytes)} over the network");
        Count("hits", summary.Hits, string.Join(", ", summary.HitsByTier.Select(tier => $"{tier.Key} {Units.Count(tier.Value)}")));
        Count("stale hits", summary.StaleHits, always: false);
        Count("revalidated", summary.Revalidated, "confirmed by a 304");
        Count("replaced", summary.Replaced, "had changed", always: false);
        Count("misses", summary.Misses, "fetched");
        Count("bypassed", summary.Bypassed, "fetched, the cache not asked", always: false);
        Count("failed", summary.Failed, summary.Failed > 0 ? "no response that can be used" : "");
        Count("error statuses", summary.ErrorStatuses, "400 and above", always: false);
        Count("links", summary.Links, "repeats included");
        Count("queued", summary.Queued, "not taken up", always: false);
        table.Row("store", "", settings.Store.Kind switch
        {
            StoreKind.None => "none",
            StoreKind.Memory => "memory, gone now",
            _ => settings.Store.Directory,
        });
        return table;
    }
}
