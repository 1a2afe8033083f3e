using Freshet.Control;
using Freshet.Http;

namespace Freshet.Caching;

/// <content>Asking why.</content>
public sealed partial class HttpCache
{
    /// <summary>Explains what is stored for a request, without using or changing it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="options">Its own wishes; none when null.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <returns>The explanation, or null when nothing is stored that the request selects.</returns>
    public async ValueTask<Explanation?> ExplainAsync(
        RequestHead request, RequestCacheOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var exchange = new Exchange(request, null, options);
        await _parts.Controls.ApplyAsync(exchange, cancellationToken).ConfigureAwait(false);
        await _records.ReadAsync(exchange, cancellationToken).ConfigureAwait(false);
        return Explanation.OfStored(exchange, _parts.Time.GetUtcNow());
    }
}
