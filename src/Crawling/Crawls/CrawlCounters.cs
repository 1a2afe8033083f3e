using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Freshet.Events;

namespace Freshet.Crawls;

internal sealed class CrawlCounters
{
    private readonly long[] _outcomes = new long[(int)CacheOutcome.Failed + 1];
    private readonly ConcurrentDictionary<string, StrongBox<long>> _tiers = new(StringComparer.Ordinal);
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
            Interlocked.Increment(ref _tiers.GetOrAdd(page.Tier ?? "store", static _ => new StrongBox<long>()).Value);
        }
        else
        {
            Interlocked.Add(ref _networkBytes, bodyBytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    public CrawlSummary Summarise(long queued, long inFlight, TimeSpan elapsed)
    {
        var failed = Of(CacheOutcome.Failed);
        var pages = -failed;
        foreach (var count in _outcomes)
        {
            pages += count;
        }

        var tiers = new Dictionary<string, long>();
        foreach (var (tier, hits) in _tiers)
        {
            tiers.Add(tier, Volatile.Read(ref hits.Value));
        }

        return new CrawlSummary
        {
            Pages = pages,
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
            HitsByTier = tiers,
            Queued = queued,
            InFlight = inFlight,
            Elapsed = elapsed,
        };
    }

    private long Of(CacheOutcome outcome) => Volatile.Read(ref _outcomes[(int)outcome]);
}
