using Freshet.Rules;

namespace Freshet.Control;

/// <summary>The wishes of a <see cref="HttpRequestMessage"/> about how a cache on its way answers it; they are never sent.</summary>
/// <remarks>Each adds to what was said before, and returns the message.</remarks>
public static class HttpRequestMessageExtensions
{
    private static readonly HttpRequestOptionsKey<RequestCacheOptions> Wishes = new("Freshet.Cache");

    /// <summary>The wishes so far, or null.</summary>
    public static RequestCacheOptions? GetCacheOptions(this HttpRequestMessage request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.Options.TryGetValue(Wishes, out var options) ? options : null;
    }

    /// <summary>Adds wishes.</summary>
    /// <exception cref="OptionsException">A wish is out of its range.</exception>
    public static HttpRequestMessage WithCacheOptions(this HttpRequestMessage request, RequestCacheOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        request.Options.Set(Wishes, request.GetCacheOptions()?.And(options) ?? options);
        return request;
    }

    /// <summary>The response is fresh for that time; see <see cref="Lifetime"/>.</summary>
    public static HttpRequestMessage CacheFor(this HttpRequestMessage request, Lifetime lifetime) =>
        request.WithCacheOptions(new() { Lifetime = lifetime });

    /// <inheritdoc cref="CacheFor(HttpRequestMessage, Lifetime)"/>
    public static HttpRequestMessage CacheFor(this HttpRequestMessage request, TimeSpan lifetime) => request.CacheFor(Lifetime.For(lifetime));

    /// <summary>The cache takes no part.</summary>
    public static HttpRequestMessage BypassCache(this HttpRequestMessage request) => request.WithCacheOptions(new() { Bypass = true });

    /// <summary>A fresh stored response is validated, or with <see cref="RefreshMode.Hard"/> fetched anew.</summary>
    public static HttpRequestMessage RefreshCache(this HttpRequestMessage request, RefreshMode mode = RefreshMode.Soft) =>
        request.WithCacheOptions(new() { Refresh = mode });

    /// <summary>Only a stored response answers, and 504 where none may.</summary>
    public static HttpRequestMessage OnlyIfCached(this HttpRequestMessage request) => request.WithCacheOptions(new() { OnlyIfCached = true });

    /// <summary>What is stored carries these tags.</summary>
    public static HttpRequestMessage CacheTags(this HttpRequestMessage request, params IReadOnlyList<string> tags) =>
        request.WithCacheOptions(new() { Tags = tags });

    /// <summary>On whose behalf it is asked: requests of different partitions share nothing stored.</summary>
    public static HttpRequestMessage CachePartition(this HttpRequestMessage request, string partition) =>
        request.WithCacheOptions(new() { Partition = partition });
}
