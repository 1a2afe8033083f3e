using Freshet.Http;

namespace Freshet.Caching;

// Sends one message over the inner handlers.
internal sealed class HandlerFetcher(CachingHandler handler, TimeProvider time, HttpRequestMessage original, bool isSync) : IFetcher
{
    // The last response; what became of its content is the cache's to say.
    public HttpResponseMessage? Response { get; private set; }

    public ResponseHead? Head { get; private set; }

    // Nothing waits for it, so that it need not block either. A request with content can't be sent again.
    public IFetcher? ForBackground() => original.Content is null ? new HandlerFetcher(handler, time, original, isSync: false) : null;

    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        Response?.Dispose();
        Response = null;
        var requestTime = time.GetUtcNow();
        HttpResponseMessage response;
        try
        {
            var message = RequestHeads.ToMessage(request, original);
            response = isSync
                ? handler.Forward(message, cancellationToken)
                : await handler.ForwardAsync(message, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            throw new FetchException(FetchFailures.Reason(error), $"{request.Uri}: {error.Message}", error);
        }

        (Response, Head) = (response, ResponseHeads.Of(response));
        return new FetchedResponse(Head, BodyBuffer.Empty, requestTime, time.GetUtcNow())
        {
            Content = ResponseHeads.IsBodiless(request, response) ? null : new HandlerContent(response.Content, isSync),
        };
    }
}
