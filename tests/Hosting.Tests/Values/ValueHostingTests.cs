using System.Buffers;
using System.Text;
using Freshet.Hosting;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;
using Freshet.Values;
using Microsoft.Extensions.Caching.Distributed;
using Microsoft.Extensions.Caching.Hybrid;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Freshet.Tests.Hosting;

public sealed class ValueHostingTests
{
    private readonly FakeTime _time = new();

    public interface IClock
    {
        [Cached(Seconds = 60)]
        Task<int> TickAsync(string name);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact(Timeout = 30_000)]
    public async Task A_service_is_decorated_with_the_cache_of_a_name()
    {
        await using var provider = Services().AddScoped<IClock, Clock>().AddFreshetValues().DecorateWithCache<IClock>("clocks").BuildServiceProvider();
        for (var i = 0; i < 2; i++)
        {
            await using var scope = provider.CreateAsyncScope();
            Assert.Equal(1, await scope.ServiceProvider.GetRequiredService<IClock>().TickAsync("a"));
        }

        Assert.Equal(1, provider.GetRequiredService<ValueCaches>().Get("clocks").Info.Count);
        Assert.Same(provider.GetRequiredService<ValueCache>(), provider.GetRequiredService<ValueCaches>().Get("default"));
        Assert.Throws<InvalidOperationException>(() => new ServiceCollection().DecorateWithCache<IClock>());
    }

    [Fact(Timeout = 30_000)]
    public async Task Settings_come_from_the_configuration()
    {
        var settings = new ConfigurationBuilder().AddInMemoryCollection([new("Values:users:Lifetime", "00:01:00"), new("Values:old:Disabled", "true")]).Build();
        await using var provider = Services().AddFreshetValues(settings: settings.GetSection("Values")).BuildServiceProvider();
        var caches = provider.GetRequiredService<ValueCaches>();

        Assert.Equal(TimeSpan.FromMinutes(1), caches.Get("users").Options.Defaults.Lifetime);
        Assert.Contains("old", caches.Switch.DisabledCaches);
    }

    [Theory(Timeout = 30_000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_distributed_cache_keeps_bytes_for_their_time(bool stored)
    {
        await using var provider = Services(stored).AddFreshetDistributedCache().BuildServiceProvider();
        var cache = (IBufferDistributedCache)provider.GetRequiredService<IDistributedCache>();
        var bytes = "value"u8.ToArray();
        await cache.SetAsync("key", bytes, new DistributedCacheEntryOptions { AbsoluteExpirationRelativeToNow = TimeSpan.FromSeconds(10) }, Cancel);
        cache.Set("sliding", new ReadOnlySequence<byte>(bytes), new DistributedCacheEntryOptions { SlidingExpiration = TimeSpan.FromSeconds(10) });
        await cache.SetStringAsync("ever", "text", Cancel);
        bytes[0] = 0;

        Assert.Equal("value", Encoding.UTF8.GetString(cache.Get("key")!));
        var buffer = new ArrayBufferWriter<byte>();
        Assert.True(await cache.TryGetAsync("sliding", buffer, Cancel));
        Assert.Equal("value", Encoding.UTF8.GetString(buffer.WrittenSpan));
        _time.Advance(TimeSpan.FromSeconds(9));
        await cache.RefreshAsync("sliding", Cancel);
        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Null(await cache.GetAsync("key", Cancel));
        Assert.NotNull(await cache.GetAsync("sliding", Cancel));
        cache.Remove("sliding");
        Assert.False(cache.TryGet("sliding", buffer));
        _time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal("text", await cache.GetStringAsync("ever", Cancel));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_hybrid_cache_is_a_cache_of_values()
    {
        await using var provider = Services(true).AddFreshetHybridCache().BuildServiceProvider();
        var cache = provider.GetRequiredService<HybridCache>();
        var runs = 0;
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), tags: ["tag"], cancellationToken: Cancel));
        Assert.Equal(1, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), tags: ["tag"], cancellationToken: Cancel));
        await cache.RemoveByTagAsync("tag", Cancel);
        Assert.Equal(2, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), cancellationToken: Cancel));
        await cache.RemoveByTagAsync("*", Cancel);
        Assert.Equal(3, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), new HybridCacheEntryOptions { Expiration = TimeSpan.FromSeconds(1) }, cancellationToken: Cancel));
        _time.Advance(TimeSpan.FromSeconds(1));
        await cache.SetAsync("key", 10, cancellationToken: Cancel);
        var only = new HybridCacheEntryOptions { Flags = HybridCacheEntryFlags.DisableUnderlyingData };
        Assert.Equal(10, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), only, cancellationToken: Cancel));
        await cache.RemoveAsync("key", Cancel);
        Assert.Equal(0, await cache.GetOrCreateAsync("key", _ => new ValueTask<int>(++runs), only, cancellationToken: Cancel));
    }

    private ServiceCollection Services(bool stored = false)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        if (stored)
        {
            services.AddSingleton<ICacheStore>(new MemoryStore(new MemoryStoreOptions { TimeProvider = _time }));
        }

        return services;
    }

    private sealed class Clock : IClock
    {
        private int _ticks;

        public async Task<int> TickAsync(string name)
        {
            await Task.Yield();
            return ++_ticks;
        }
    }
}
