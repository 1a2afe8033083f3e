namespace Freshet.Crawls;

/// <summary>The counts of a crawl, at one moment or at its end.</summary>
/// <remarks>Each URL taken up is one lookup, and ends in exactly one of the outcomes: their sum is <see cref="Pages"/> plus <see cref="Failed"/>.</remarks>
public sealed record CrawlSummary
{
    /// <summary>URLs that were answered, whatever the status, from the cache or by the origin.</summary>
    public long Pages { get; init; }

    /// <summary>Pages from fresh stored responses, without any request.</summary>
    public long Hits { get; init; }

    /// <summary>Pages from stale stored responses.</summary>
    public long StaleHits { get; init; }

    /// <summary>Pages that a 304 confirmed.</summary>
    public long Revalidated { get; init; }

    /// <summary>Pages that a conditional request replaced.</summary>
    public long Replaced { get; init; }

    /// <summary>Pages fetched because nothing stored could be used.</summary>
    public long Misses { get; init; }

    /// <summary>Pages fetched without consulting the cache.</summary>
    public long Bypassed { get; init; }

    /// <summary>URLs that gave no page: no connection, a time limit, a body over the limit or cut short, a redirect that is not followed.</summary>
    public long Failed { get; init; }

    /// <summary>Pages whose status is 400 or above.</summary>
    public long ErrorStatuses { get; init; }

    /// <summary>Bytes of all page bodies, in the content coding they came in.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes of the bodies that came over the network.</summary>
    public long NetworkBytes { get; init; }

    /// <summary>Links found on the pages, repeats included.</summary>
    public long Links { get; init; }

    /// <summary>Stored responses used, by the name of the tier that had them.</summary>
    public IReadOnlyDictionary<string, long> HitsByTier { get; init; } = new Dictionary<string, long>();

    /// <summary>URLs waiting to be taken up.</summary>
    public long Queued { get; init; }

    /// <summary>URLs taken up and not done.</summary>
    public long InFlight { get; init; }

    /// <summary>Time since the start, or from start to end.</summary>
    public TimeSpan Elapsed { get; init; }
}
