using System.Runtime.ExceptionServices;
using Freshet.Control;
using Freshet.Events;

namespace Freshet.Caching;

/// <summary>A handler that puts an HTTP cache under any <see cref="HttpClient"/>.</summary>
/// <remarks>
/// <para>
/// Bodies are streamed: the response is there with its head, and its body is stored while the caller reads it to the end. Identical requests
/// that are under way share one request to the origin, which is cancelled when the last of them is. Where the inner handler throws, a stale
/// stored response stands in if it may; otherwise the exception reaches the caller unchanged.
/// </para>
/// <para>
/// The inner handlers must neither decode bodies nor follow redirects: <see cref="HttpFetcher.CreateHandler"/> makes one that does not, and
/// <see cref="DecompressingHandler"/> and <see cref="RedirectHandler"/> do so outside of the cache. Handlers that retry belong inside.
/// </para>
/// <para>
/// <see cref="HttpClient.Send(HttpRequestMessage)"/> blocks its thread while the store reads or writes, while another request that is shared
/// waits for its response, and while content is read. One cache may be shared by any number of handlers; they do not dispose it.
/// </para>
/// </remarks>
public sealed class CachingHandler : DelegatingHandler
{
    private readonly HttpCache _cache;
    private HttpMessageHandler? _checked;

    /// <summary>Creates a handler; its <see cref="DelegatingHandler.InnerHandler"/> is to be set.</summary>
    public CachingHandler(HttpCache cache)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _cache = cache;
    }

    /// <summary>Creates a handler over another, which is disposed with it.</summary>
    public CachingHandler(HttpCache cache, HttpMessageHandler inner) : base(inner)
    {
        ArgumentNullException.ThrowIfNull(cache);
        _cache = cache;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An inner handler decodes bodies or follows redirects.</exception>
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check();
        return RequestHeads.IsForCache(request)
            ? SendAsync(request, isSync: false, cancellationToken).AsTask()
            : base.SendAsync(request, cancellationToken);
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">An inner handler decodes bodies or follows redirects.</exception>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        Check();
        if (!RequestHeads.IsForCache(request))
        {
            return base.Send(request, cancellationToken);
        }

        var sending = SendAsync(request, isSync: true, cancellationToken);
        return sending.IsCompleted ? sending.GetAwaiter().GetResult() : sending.AsTask().GetAwaiter().GetResult();
    }

    internal HttpResponseMessage Forward(HttpRequestMessage request, CancellationToken cancellationToken) => base.Send(request, cancellationToken);

    internal Task<HttpResponseMessage> ForwardAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
        base.SendAsync(request, cancellationToken);

    private async ValueTask<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isSync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = request.GetCacheOptions();
        var exchange = new Exchange(RequestHeads.Of(request), request, options)
        {
            IsStreamed = true,
            Content = await ContentAsync(request, options, cancellationToken).ConfigureAwait(false),
        };
        HandlerFetcher? fetcher = null;
        if (!await _cache.TryAnswerAsync(exchange, cancellationToken).ConfigureAwait(false))
        {
            fetcher = new HandlerFetcher(this, _cache.Time, request, isSync);
            await _cache.ForwardAsync(exchange, fetcher, cancellationToken).ConfigureAwait(false);
        }

        if (exchange.Outcome == CacheOutcome.Failed)
        {
            exchange.Dispose();
            ExceptionDispatchInfo.Throw(exchange.Failure!.InnerException ?? FailureMemory.ForClient(exchange.Failure));
        }

        return Responses.Of(exchange, fetcher, request);
    }

    // For methods whose content is part of the key.
    private async ValueTask<ReadOnlyMemory<byte>?> ContentAsync(
        HttpRequestMessage request, RequestCacheOptions? options, CancellationToken cancellationToken)
    {
        if (request.Content is null || _cache.MaxKeyedContent(request.Method.Method, request.RequestUri!, options) is not { } max
            || request.Content.Headers.ContentLength > max)
        {
            return null;
        }

        await request.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
        return await request.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Check()
    {
        if (!ReferenceEquals(_checked, InnerHandler))
        {
            InnerHandlers.Check(InnerHandler);
            _checked = InnerHandler;
        }
    }
}
