using Freshet.Storage;
using Freshet.Stores.Testing;

namespace Freshet.Stores.Tests.Memcached;

public class MemcachedStoreContractTests(MemcachedFixture memcached) : CacheStoreContract
{
    private MemcachedStoreOptions? _options;

    protected virtual int Servers => 1;

    protected override StoreTraits Traits { get; } = new() { Scans = false, Load = 0.5 };

    protected override ValueTask<ICacheStore> CreateAsync()
    {
        _options ??= memcached.Options(Servers) with { TimeProvider = Time };
        return new(new MemcachedStore(_options));
    }

    protected override async ValueTask<ICacheStore?> ReopenAsync() => await CreateAsync();
}

public sealed class TwoMemcachedServersContractTests(MemcachedFixture memcached) : MemcachedStoreContractTests(memcached)
{
    protected override int Servers => 2;
}
