using Freshet.Http;

namespace Freshet.Caching;

/// <summary>An asynchronous function from a request to the origin's response.</summary>
public interface IFetcher
{
    /// <summary>Sends the request and reads the whole response.</summary>
    /// <exception cref="FetchException">There is no complete response.</exception>
    ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default);
}
