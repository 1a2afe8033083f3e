using System.Runtime.CompilerServices;
using System.Text;
using Freshet.Caching;
using Freshet.Frontiers;
using Freshet.Urls;

namespace Freshet.Crawls;

/// <summary>Visits every page that links lead to from its seeds, through an HTTP cache.</summary>
public sealed class Crawler
{
    private readonly HttpCache _cache;
    private readonly CrawlOptions _options;
    private readonly HttpMessageHandler? _handler;
    private readonly TimeProvider _time;

    /// <summary>Creates a crawler.</summary>
    /// <param name="cache">The cache that answers first and keeps what is fetched.</param>
    /// <param name="options">What to visit and how hard to work; the defaults when null.</param>
    /// <param name="handler">Sends requests, and is not disposed; when null each run makes one with <see cref="HttpFetcher.CreateHandler"/>.</param>
    /// <param name="time">The clock; the system's when null.</param>
    /// <exception cref="OptionsException">An option is out of range.</exception>
    public Crawler(HttpCache cache, CrawlOptions? options = null, HttpMessageHandler? handler = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _cache = cache;
        _options = options ?? new CrawlOptions();
        _options.Validate();
        _handler = handler;
        _time = time ?? TimeProvider.System;
    }

    /// <summary>Starts a crawl.</summary>
    /// <param name="seeds">Where it begins: absolute http or https URLs.</param>
    /// <param name="onPage">Gets each page, failed ones too; several at a time. What it throws ends the crawl.</param>
    /// <param name="cancellationToken">Ends the crawl at once; see <see cref="CrawlRun.Stop"/> for a gentle end.</param>
    /// <exception cref="ArgumentException">A seed is not an absolute http or https URL, or there is none.</exception>
    [OverloadResolutionPriority(1)]
    [MethodImpl(MethodImplOptions.NoOptimization)]
    public CrawlRun Run(IEnumerable<Uri> seeds, Func<Page, CancellationToken, ValueTask>? onPage = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(seeds);
        var reach = new CrawlReach(_options, new SeenSet());
        var requests = new List<CrawlRequest>();
        foreach (var seed in Canonical(seeds))
        {
            reach.AddSeed(seed);
            if (reach.TryEnter(UrlKey.Of(Encoding.ASCII.GetBytes(seed.Value))))
            {
                requests.Add(CrawlRequest.To(seed));
            }
        }

        var queue = new CrawlQueue(_options.Frontier, _time);
        var invoker = new HttpMessageInvoker(_handler ?? HttpFetcher.CreateHandler(_options.Limits, _options.Concurrency), _handler is null);
        var fetcher = new HttpFetcher(invoker, _options.Limits, _time) { MaxDecodedBytes = _options.Limits.MaxBodyBytes };
        var counters = new CrawlCounters();
        var reader = new PageReader(_options, queue, reach, counters, onPage);
        var flow = CrawlGraph.Build(_cache, fetcher, _options, queue, reader, requests);
        return new CrawlRun(flow, _cache, queue, counters, invoker, _time, cancellationToken);
    }

    /// <inheritdoc cref="Run(IEnumerable{Uri}, Func{Page, CancellationToken, ValueTask}?, CancellationToken)"/>
    public CrawlRun Run(IEnumerable<Uri> seeds, Func<Page, CancellationToken, Task> onPage, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(onPage);
        return Run(seeds, (page, token) => new ValueTask(onPage(page, token)), cancellationToken);
    }

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private List<CanonicalUrl> Canonical(IEnumerable<Uri> seeds)
    {
        var good = new List<CanonicalUrl>();
        var bad = new List<string>();
        foreach (var seed in seeds)
        {
            var text = seed.IsAbsoluteUri ? seed.AbsoluteUri : seed.OriginalString;
            if (CanonicalUrl.TryParse(text, _options.Follow.Urls, out var url))
            {
                good.Add(url);
            }
            else
            {
                bad.Add($"\"{text}\"");
            }
        }

        return bad.Count > 0 ? throw new ArgumentException($"Not an absolute http or https URL: {string.Join(", ", bad)}.", nameof(seeds))
            : good.Count == 0 ? throw new ArgumentException("There is no seed: give at least one absolute http or https URL.", nameof(seeds))
            : good;
    }
}
