using System.Text;
using Freshet.Urls;

namespace Freshet.Frontiers;

/// <summary>A request that a frontier has handed out, until it is told the outcome.</summary>
public sealed class Lease
{
    private CanonicalUrl? _url;

    /// <summary>Creates a lease; for implementations of <see cref="IFrontier"/>.</summary>
    /// <param name="id">The lease's number, unique in its frontier.</param>
    /// <param name="request">The request.</param>
    /// <param name="attempt">How often the request was leased, this time included.</param>
    public Lease(long id, CrawlRequest request, int attempt = 1) => (Id, Request, Attempt) = (id, request, attempt);

    /// <summary>The lease's number, unique in its frontier.</summary>
    public long Id { get; }

    /// <summary>The request as it was added; its bytes stay valid.</summary>
    public CrawlRequest Request { get; }

    /// <summary>How often the request was leased, this time included.</summary>
    public int Attempt { get; }

    /// <summary>The URL to be fetched.</summary>
    public CanonicalUrl Url => _url ??= CanonicalUrl.FromCanonical(Request.Url.Span);

    /// <summary>The number of links between a seed and the URL.</summary>
    public int Depth => Request.Depth;

    /// <summary>The page that links to the URL, or null when the request did not say.</summary>
    public CanonicalUrl? Referrer => Request.Referrer.IsEmpty ? null : CanonicalUrl.FromCanonical(Request.Referrer.Span);

    internal IFrontier? Owner { get; init; }

    /// <summary>Null when the lease has ended.</summary>
    internal HostQueue? Host { get; set; }

    internal long Deadline { get; set; }

    /// <summary>The lease's number and URL.</summary>
    public override string ToString() => $"{Id}: {Encoding.ASCII.GetString(Request.Url.Span)}";
}
