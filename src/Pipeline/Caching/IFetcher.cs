using Freshet.Http;

namespace Freshet.Caching;

/// <summary>An asynchronous function from a request to the origin's response.</summary>
public interface IFetcher
{
    /// <summary>Sends the request and reads the whole response.</summary>
    /// <exception cref="FetchException">There is no complete response.</exception>
    ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default);

    /// <summary>A fetcher for a request of the same kind that outlives this one, or null when there is none.</summary>
    /// <remarks>
    /// Without one no response is served stale while it is revalidated in the background. A fetcher that others share outlives its call in any
    /// case: whoever asked first may leave while they wait.
    /// </remarks>
    IFetcher? ForBackground() => null;
}
