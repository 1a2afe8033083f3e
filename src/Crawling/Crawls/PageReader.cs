using System.Collections.Concurrent;
using System.Text;
using Freshet.Caching;
using Freshet.Frontiers;

namespace Freshet.Crawls;

// The end of the graph: reads a page, puts what it links to into the queue, and hands it to the user.
internal sealed class PageReader(
    CrawlOptions options, CrawlQueue queue, CrawlReach reach, CrawlCounters counters, Func<Page, CancellationToken, ValueTask>? onPage)
{
    private readonly ConcurrentBag<LinkCollector> _collectors = [];

    public async ValueTask<CrawlLease> ReadAsync(Exchange exchange, CancellationToken cancellationToken)
    {
        using (exchange)
        {
            var taken = (CrawlLease)exchange.Tag!;
            var lease = taken.Lease;
            var (body, undecodable) = Decode(exchange);
            var collector = _collectors.TryTake(out var pooled) ? pooled : new LinkCollector(options.Follow, reach);
            Collect(collector, exchange, body, lease);
            if (collector.Take() is { Length: > 0 } found)
            {
                await queue.AddAsync(found, cancellationToken).ConfigureAwait(false);
            }

            var page = new Page(exchange, lease.Depth, collector.Links, body, undecodable ?? Refused(exchange, collector.Refusal));
            _collectors.Add(collector);
            counters.Count(page, exchange.Body.Bytes.Length);
            if (onPage is not null)
            {
                await onPage(page, cancellationToken).ConfigureAwait(false);
            }

            return taken;
        }
    }

    // What is fetched was decoded before it was stored; what another cache stored, or with another limit, may not be.
    private (ReadOnlyMemory<byte> Body, FetchException? Undecodable) Decode(Exchange exchange)
    {
        try
        {
            return (exchange.DecodedBody(options.Limits.MaxBodyBytes), null);
        }
        catch (FetchException error)
        {
            return (default, error);
        }
    }

    private void Collect(LinkCollector collector, Exchange exchange, ReadOnlyMemory<byte> body, Lease lease)
    {
        collector.Begin(lease.Request.Url.Span, lease.Depth + 1);
        if (IsRedirect(exchange.Status))
        {
            if (exchange.Field("Location") is { } location)
            {
                collector.Redirect(Encoding.UTF8.GetBytes(location), lease.Depth);
            }
        }
        else if (!body.IsEmpty && lease.Depth < (options.MaxDepth ?? int.MaxValue))
        {
            var contentType = exchange.Field("Content-Type");
            if (ContentTypes.IsHtml(contentType, body.Span))
            {
                collector.Page(body.Span, ContentTypes.Charset(contentType));
            }
        }
    }

    private static FetchException? Refused(Exchange exchange, string? refusal) => refusal is null ? null
        : new FetchException(FetchFailure.TooManyRedirects, $"The redirect of {exchange.Request.Uri} is not followed: {refusal}.");

    // RFC 9110 §15.4: the redirections that name where to go on.
    private static bool IsRedirect(int status) => status is 301 or 302 or 303 or 307 or 308;
}
