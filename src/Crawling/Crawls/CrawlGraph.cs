using System.Runtime.CompilerServices;
using Freshet.Caching;
using Freshet.Flows;
using Freshet.Frontiers;
using Freshet.Http;
using Freshet.Stages;

namespace Freshet.Crawls;

// The graph of a crawl. Fresh responses go straight to the reader; what needs the network first goes back into the queue when its host
// has to be spared, and comes again when the host may be asked.
internal static class CrawlGraph
{
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public static Flow Build(
        HttpCache cache, IFetcher fetcher, CrawlOptions options, CrawlQueue queue, PageReader reader, IReadOnlyList<CrawlRequest> seeds)
    {
        var fields = RequestFields(options);
        var request = Stage.Map<CrawlLease, Exchange>(lease => new Exchange(RequestHead.Get(lease.Lease.Url.ToUri(), fields), lease)).Named("Request");
        var read = Stage.MapAsync<Exchange, CrawlLease>(reader.ReadAsync, Environment.ProcessorCount).Named("Read");
        var defer = Stage.MapAsync<Exchange, CrawlLease>(
            async (exchange, cancellationToken) =>
            {
                var lease = (CrawlLease)exchange.Tag!;
                exchange.Dispose();
                await queue.DeferAsync(lease, cancellationToken).ConfigureAwait(false);
                return lease;
            }).Named("Defer");
        var network = CacheStages.Network(cache, fetcher, options.Concurrency).Via(read);
        var body = request
            .Via(CacheStages.Lookup(cache))
            .Via(Stage.Route(
                exchange => exchange.IsComplete ? 0 : queue.MustWait((CrawlLease)exchange.Tag!) ? 1 : 2,
                read,
                defer,
                network).Named("Fresh?"));
        var inFlight = (options.Concurrency * 2) + 16;
        return Source.Loop(Source.From(seeds), queue, body, maxInFlight: inFlight).To(Sink.Ignore<CrawlLease>());
    }

    private static HeaderFields RequestFields(CrawlOptions options)
    {
        var fields = HeaderFields.Of(
            ("User-Agent", options.UserAgent),
            ("Accept", "text/html, application/xhtml+xml, */*;q=0.8"),
            ("Accept-Encoding", ContentCodings.Accepted));
        return options.Revalidate ? fields.With("Cache-Control", "no-cache") : fields;
    }
}
