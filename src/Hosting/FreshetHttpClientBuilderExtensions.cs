using Freshet.Caching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Freshet.Hosting;

/// <summary>Caches under the clients of a factory.</summary>
public static class FreshetHttpClientBuilderExtensions
{
    /// <summary>Puts the cache under the client.</summary>
    /// <remarks>
    /// Handlers that are added before stand outside of the cache, those that are added after, retries for example, inside. The primary handler
    /// becomes that of <see cref="HttpFetcher.CreateHandler"/>; another must neither follow redirects nor decode bodies.
    /// </remarks>
    public static IHttpClientBuilder AddFreshetCache(this IHttpClientBuilder builder, FreshetClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddFreshet();
        return builder.AddFreshetCache(Options.DefaultName, options);
    }

    /// <summary>Puts one of several caches under the client.</summary>
    /// <inheritdoc cref="AddFreshetCache(IHttpClientBuilder, FreshetClientOptions?)"/>
    public static IHttpClientBuilder AddFreshetCache(this IHttpClientBuilder builder, string name, FreshetClientOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(name);
        options ??= new FreshetClientOptions();
        builder.Services.AddFreshet(name);
        builder.ConfigurePrimaryHttpMessageHandler(static () => HttpFetcher.CreateHandler());
        if (options.FollowRedirects)
        {
            builder.AddHttpMessageHandler(static () => new RedirectHandler());
        }

        if (options.Decompress)
        {
            builder.AddHttpMessageHandler(static () => new DecompressingHandler());
        }

        return builder.AddHttpMessageHandler(provider => new CachingHandler(provider.GetRequiredKeyedService<HttpCache>(name)));
    }
}
