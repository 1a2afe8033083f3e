using System.Collections.Concurrent;
using Freshet.Events;

namespace Freshet.Crawls;

internal sealed class CrawlCounters
{
    private readonly long[] _outcomes = new long[(int)CacheOutcome.Failed + 1];
    private readonly ConcurrentDictionary<string, long> _tiers = new(StringComparer.Ordinal);
    private long _errorStatuses;
    private long _bytes;
    private long _networkBytes;
    private long _links;

    public void Count(Page page, long bodyBytes)
    {
        Interlocked.Increment(ref _outcomes[(int)(page.Failure is null ? page.Outcome : CacheOutcome.Failed)]);
        Interlocked.Add(ref _bytes, bodyBytes);
        Interlocked.Add(ref _links, page.Links);
        if (page.Status >= 400)
        {
            Interlocked.Increment(ref _errorStatuses);
        }

        if (page.Outcome is CacheOutcome.Hit or CacheOutcome.StaleHit or CacheOutcome.Revalidated)
        {
            _tiers.AddOrUpdate(page.Tier ?? "store", 1, static (_, n) => n + 1);
        }
        else
        {
            Interlocked.Add(ref _networkBytes, bodyBytes);
        }
    }

    public CrawlSummary Summarise(long queued, long inFlight, TimeSpan elapsed)
    {
        var failed = Of(CacheOutcome.Failed);
        return new CrawlSummary
        {
            Pages = _outcomes.Sum() - failed,
            Hits = Of(CacheOutcome.Hit),
            StaleHits = Of(CacheOutcome.StaleHit),
            Revalidated = Of(CacheOutcome.Revalidated),
            Replaced = Of(CacheOutcome.Replaced),
            Misses = Of(CacheOutcome.Miss),
            Bypassed = Of(CacheOutcome.Bypass),
            Failed = failed,
            ErrorStatuses = Volatile.Read(ref _errorStatuses),
            Bytes = Volatile.Read(ref _bytes),
            NetworkBytes = Volatile.Read(ref _networkBytes),
            Links = Volatile.Read(ref _links),
            HitsByTier = new Dictionary<string, long>(_tiers),
            Queued = queued,
            InFlight = inFlight,
            Elapsed = elapsed,
        };
    }

    private long Of(CacheOutcome outcome) => Volatile.Read(ref _outcomes[(int)outcome]);
}
