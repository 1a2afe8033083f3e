using Freshet.Http;

namespace Freshet.Caching;

/// <summary>A fetcher for readers of bodies: a response whose body can't be decoded is a failure, so that it is neither stored nor used.</summary>
/// <param name="inner">Fetches.</param>
/// <param name="maxBytes">The largest decoded body in bytes.</param>
public sealed class DecodingFetcher(IFetcher inner, long maxBytes) : IFetcher
{
    /// <inheritdoc/>
    public IFetcher? ForBackground() => inner.ForBackground() is { } background ? new DecodingFetcher(background, maxBytes) : null;

    /// <inheritdoc/>
    public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
    {
        var fetched = await inner.FetchAsync(request, cancellationToken).ConfigureAwait(false);
        if (fetched.Head.Fields.Combined("Content-Encoding") is not { } coding)
        {
            return fetched;
        }

        try
        {
            return fetched with { Decoded = ContentCodings.Decode(coding, fetched.Body, maxBytes) };
        }
        catch (FetchException)
        {
            fetched.Body.Dispose();
            throw;
        }
    }
}
