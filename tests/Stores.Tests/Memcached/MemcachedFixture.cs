using Freshet.Tests.Kit;

[assembly: AssemblyFixture(typeof(Freshet.Stores.Tests.Memcached.MemcachedFixture))]

namespace Freshet.Stores.Tests.Memcached;

/// <summary>Two memcached servers for all tests; each test has a key prefix of its own.</summary>
public sealed class MemcachedFixture : IAsyncLifetime
{
    private readonly List<MemcachedServer> _servers = [];

    public async ValueTask InitializeAsync()
    {
        for (int i = 0; i < 2 && MemcachedServer.Missing is null; i++)
        {
            _servers.Add(await MemcachedServer.StartAsync(TestContext.Current.CancellationToken, "-m", "256"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (MemcachedServer server in _servers)
        {
            await server.DisposeAsync();
        }
    }

    public MemcachedStoreOptions Options(int servers)
    {
        Assert.SkipWhen(MemcachedServer.Missing is not null, MemcachedServer.Missing ?? "");
        return new MemcachedStoreOptions { Servers = [.. _servers.Take(servers).Select(s => s.EndPoint)], KeyPrefix = $"{Guid.NewGuid():N}:", Timeout = TimeSpan.FromSeconds(20) };
    }
}
