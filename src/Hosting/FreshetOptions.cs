using Freshet.Caching;
using Freshet.Control;
using Freshet.Rules;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Hosting;

/// <summary>A cache of a service container.</summary>
public sealed class FreshetOptions
{
    /// <summary>How the cache behaves.</summary>
    /// <value>The default is a private cache with the defaults.</value>
    public HttpCacheOptions Cache { get; set; } = new()
    {
        // Records of their own, since binding a configuration writes into those that are there.
        Policy = new CachePolicy(),
        Defaults = new RequestCacheOptions(),
        Background = new BackgroundOptions(),
    };

    /// <summary>The memory store that is used when <see cref="Store"/> is null.</summary>
    /// <value>The default is one of up to 256 MiB.</value>
    public MemoryStoreOptions Memory { get; set; } = new();

    /// <summary>Makes the store, once; it is disposed after the cache.</summary>
    /// <value>The default is null: a <see cref="MemoryStore"/>.</value>
    public Func<IServiceProvider, ICacheStore>? Store { get; set; }
}
