using System.Buffers;
using System.Text;
using System.Text.Json;
using Freshet.Program.Running;

namespace Freshet.Program.Output;

/// <summary>The counts of a crawl for machines: one JSON object on one line.</summary>
internal static class SummaryJson
{
    public static string Write(CrawlResult result)
    {
        var summary = result.Summary;
        var buffer = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("pages", summary.Pages);
            json.WriteNumber("hits", summary.Hits);
            json.WriteNumber("staleHits", summary.StaleHits);
            json.WriteNumber("revalidated", summary.Revalidated);
            json.WriteNumber("replaced", summary.Replaced);
            json.WriteNumber("misses", summary.Misses);
            json.WriteNumber("bypassed", summary.Bypassed);
            json.WriteNumber("failed", summary.Failed);
            json.WriteNumber("errorStatuses", summary.ErrorStatuses);
            json.WriteNumber("bytes", summary.Bytes);
            json.WriteNumber("networkBytes", summary.NetworkBytes);
            json.WriteNumber("links", summary.Links);
            json.WriteNumber("queued", summary.Queued);
            json.WriteStartObject("hitsByTier");
            foreach (var (tier, hits) in summary.HitsByTier)
            {
                json.WriteNumber(tier, hits);
            }

            json.WriteEndObject();
            json.WriteNumber("seconds", Math.Round(summary.Elapsed.TotalSeconds, 3));
            json.WriteNumber("pagesPerSecond", Math.Round(result.PagesPerSecond, 1));
            json.WriteBoolean("interrupted", result.Signal is not null);
            json.WriteBoolean("saved", result.Saved);
            json.WriteNumber("exitCode", result.ExitCode);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
