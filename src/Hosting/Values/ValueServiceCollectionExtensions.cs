using System.Diagnostics.CodeAnalysis;
using Freshet.Storage;
using Freshet.Values;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Freshet.Hosting;

/// <summary>Caches of values in a service container.</summary>
public static class ValueServiceCollectionExtensions
{
    private const string Default = "default";

    /// <summary>Adds <see cref="ValueCaches"/>, and the cache named <c>default</c> as <see cref="ValueCache"/>.</summary>
    /// <remarks>They take the container's <see cref="ICacheStore"/>, <see cref="IInvalidationBus"/>, <see cref="TagStamps"/>, <see cref="TimeProvider"/> and loggers where there are any.</remarks>
    /// <param name="services">The container.</param>
    /// <param name="options">How the caches behave; the defaults when null.</param>
    /// <param name="settings">What a configuration says otherwise, such as <c>users:Lifetime</c>; the environment's <c>FRESHET_VALUES__users__Lifetime</c> comes after it.</param>
    /// <exception cref="OptionsException">When the caches are made: options or settings can't work, all of them named.</exception>
    public static IServiceCollection AddFreshetValues(
        this IServiceCollection services, ValueCachesOptions? options = null, IConfiguration? settings = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(provider => new ValueCaches(
            provider.GetService<ICacheStore>(),
            (options ?? new ValueCachesOptions()).With(Pairs(settings)).WithEnvironment(),
            provider.GetService<TimeProvider>(),
            provider.GetService<ILoggerFactory>(),
            provider.GetService<TagStamps>(),
            provider.GetService<IInvalidationBus>()));
        services.TryAddSingleton(static provider => provider.GetRequiredService<ValueCaches>().Get(Default));
        return services;
    }

    /// <summary>Decorates the last service of an interface, so that a cache keeps the results of its methods that have a <see cref="CachedAttribute"/>.</summary>
    /// <param name="services">The container, which has the service and <see cref="AddFreshetValues"/>.</param>
    /// <param name="cache">The name of the cache.</param>
    /// <exception cref="InvalidOperationException">The container has no such service.</exception>
    [RequiresDynamicCode("The decorator is made at run time; memoise the functions instead in programs that are compiled ahead of time.")]
    [RequiresUnreferencedCode("The decorator needs the interface's methods; memoise the functions instead in programs that are trimmed.")]
    public static IServiceCollection DecorateWithCache<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.All)] TService>(
        this IServiceCollection services, string cache = Default)
        where TService : class
    {
        ArgumentNullException.ThrowIfNull(services);
        var inner = services.LastOrDefault(static s => s.ServiceType == typeof(TService) && !s.IsKeyedService)
            ?? throw new InvalidOperationException($"There is no {typeof(TService)} to decorate; add it before.");
        services.Remove(inner);
        services.Add(new ServiceDescriptor(
            typeof(TService), provider => provider.GetRequiredService<ValueCaches>().Get(cache).Decorate((TService)Make(provider, inner)), inner.Lifetime));
        return services;
    }

    /// <summary>Adds an <see cref="IDistributedCache"/> over the cache of a name, which ASP.NET Core's sessions and a HybridCache's second level then use.</summary>
    public static IServiceCollection AddFreshetDistributedCache(this IServiceCollection services, string cache = "distributed")
    {
        services.AddFreshetValues().TryAddSingleton<IDistributedCache>(
            provider => new ValueDistributedCache(provider.GetRequiredService<ValueCaches>().Get(cache)));
        return services;
    }

    /// <summary>Adds a <see cref="HybridCache"/> that is the cache of a name.</summary>
    public static IServiceCollection AddFreshetHybridCache(this IServiceCollection services, string cache = "hybrid")
    {
        services.AddFreshetValues().TryAddSingleton<HybridCache>(provider => new ValueHybridCache(provider.GetRequiredService<ValueCaches>().Get(cache)));
        return services;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Pairs(IConfiguration? settings) => settings?.AsEnumerable(makePathsRelative: true) ?? [];

    [RequiresUnreferencedCode("Makes the decorated service.")]
    private static object Make(IServiceProvider provider, ServiceDescriptor inner) =>
        inner.ImplementationInstance
        ?? inner.ImplementationFactory?.Invoke(provider)
        ?? ActivatorUtilities.CreateInstance(provider, inner.ImplementationType!);
}
