using System.Text;
using Freshet.Urls;

namespace Freshet.Frontiers;

/// <summary>A URL to be crawled, as a frontier takes it.</summary>
/// <param name="Url">The canonical URL's bytes; the frontier copies them before <see cref="IFrontier.AddAsync"/> completes.</param>
/// <param name="Depth">The number of links between a seed and this URL; 0 for a seed.</param>
/// <param name="Priority">Within a host, lower ones are leased first, and equal ones in the order in which they were added; meant for a few levels, not for scores.</param>
/// <param name="Referrer">The canonical URL of the page that links here, or nothing.</param>
public readonly record struct CrawlRequest(
    ReadOnlyMemory<byte> Url, int Depth = 0, int Priority = 0, ReadOnlyMemory<byte> Referrer = default)
{
    /// <summary>A request for a URL.</summary>
    public static CrawlRequest To(CanonicalUrl url, int depth = 0, int priority = 0)
    {
        ArgumentNullException.ThrowIfNull(url);
        return new CrawlRequest(Encoding.ASCII.GetBytes(url.Value), depth, priority);
    }
}
