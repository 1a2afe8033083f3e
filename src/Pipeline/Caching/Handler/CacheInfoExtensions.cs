namespace Freshet.Caching;

/// <summary>What a cache did for a response.</summary>
public static class CacheInfoExtensions
{
    /// <summary>What the cache did for the response of a <see cref="CachingHandler"/>, or null for one of another handler.</summary>
    public static CacheInfo? GetCacheInfo(this HttpResponseMessage response)
    {
        ArgumentNullException.ThrowIfNull(response);
        if (response is CachedResponse cached)
        {
            return cached.Exchange.ToInfo();
        }

        return response.RequestMessage?.Options.TryGetValue(CacheInfo.OptionsKey, out var exchange) == true ? exchange.ToInfo() : null;
    }
}
