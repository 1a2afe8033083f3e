using System.Diagnostics.Metrics;
using Freshet.Caching;
using Freshet.Storage;
using Freshet.Stores;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Freshet.Hosting;

/// <summary>Caches in a service container.</summary>
public static class FreshetServiceCollectionExtensions
{
    /// <summary>Adds the cache: one <see cref="HttpCache"/> that everybody shares and the container disposes.</summary>
    /// <remarks>
    /// It takes the container's <see cref="TimeProvider"/>, loggers and <see cref="IMeterFactory"/> where there are any. The options are validated
    /// when the host starts, all problems at once. Adding it again adds to its options.
    /// </remarks>
    /// <returns>The options, for binding a configuration to them.</returns>
    public static OptionsBuilder<FreshetOptions> AddFreshet(this IServiceCollection services, Action<FreshetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        var options = services.AddFreshet(Options.DefaultName, configure);
        services.TryAddSingleton(provider => provider.GetRequiredKeyedService<HttpCache>(Options.DefaultName));
        return options;
    }

    /// <summary>Adds one of several caches: a <see cref="HttpCache"/> under the key of its name.</summary>
    /// <inheritdoc cref="AddFreshet(IServiceCollection, Action{FreshetOptions}?)"/>
    public static OptionsBuilder<FreshetOptions> AddFreshet(this IServiceCollection services, string name, Action<FreshetOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<FreshetOptions>, FreshetOptionsValidation>());
        services.TryAddKeyedSingleton<StoreHolder>(name, static (provider, key) => new StoreHolder(Store(provider, OptionsOf(provider, key))));
        services.TryAddKeyedSingleton(name, static (provider, key) => new HttpCache(
            provider.GetRequiredKeyedService<StoreHolder>(key).Store,
            OptionsOf(provider, key).Cache,
            provider.GetService<TimeProvider>(),
            provider.GetService<ILogger<HttpCache>>(),
            provider.GetService<IMeterFactory>()));
        var options = services.AddOptions<FreshetOptions>(name).ValidateOnStart();
        return configure is null ? options : options.Configure(configure);
    }

    private static FreshetOptions OptionsOf(IServiceProvider provider, object? name) =>
        provider.GetRequiredService<IOptionsMonitor<FreshetOptions>>().Get((string?)name);

    private static ICacheStore Store(IServiceProvider provider, FreshetOptions options) => options.Store is { } make
        ? make(provider) ?? throw new InvalidOperationException($"{nameof(FreshetOptions)}.{nameof(FreshetOptions.Store)} gave null; a store is right.")
        : new MemoryStore(provider.GetService<TimeProvider>() is { } time ? options.Memory with { TimeProvider = time } : options.Memory);
}
