using System.Net;
using System.Net.Sockets;
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

    // It is asked for at one of them, and written to all.
    protected override async ValueTask<bool> DamageAsync(string key)
    {
        foreach (string server in _options!.Servers)
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPEndPoint.Parse(server), Cancel);
            using var reader = new StreamReader(client.GetStream());
            await client.GetStream().WriteAsync(Bytes($"set {_options.KeyPrefix}{key} 0 0 7\r\nnothing\r\n"), Cancel);
            Assert.Equal("STORED", await reader.ReadLineAsync(Cancel));
        }

        return true;
    }

    protected override ValueTask<ICacheStore?> CreateFailingAsync() => new(new MemcachedStore(new MemcachedStoreOptions { Servers = ["127.0.0.1:1"], TimeProvider = Time }));
}

public sealed class TwoMemcachedServersContractTests(MemcachedFixture memcached) : MemcachedStoreContractTests(memcached)
{
    protected override int Servers => 2;
}
