using Freshet.Caching;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Proxies;

/// <summary>A proxy with a cache of its own in this process, and the origin behind it.</summary>
internal sealed class ProxyUnderTest : IAsyncDisposable
{
    private readonly MemoryStore _store;
    private readonly HttpCache _cache;
    private readonly CachingProxy _proxy;

    private ProxyUnderTest(LoopbackOrigin origin, FakeTime time, MemoryStore store, HttpCache cache, CachingProxy proxy) =>
        (Origin, Time, _store, _cache, _proxy) = (origin, time, store, cache, proxy);

    public LoopbackOrigin Origin { get; }

    public FakeTime Time { get; }

    public Uri Url => _proxy.Address;

    public static Task<ProxyUnderTest> ReverseAsync(Func<ProxyOptions, ProxyOptions>? with = null)
    {
        LoopbackOrigin origin = new();
        return StartAsync(origin, new ProxyOptions { Origin = new Uri(origin.Url.GetLeftPart(UriPartial.Authority)) }, with);
    }

    public static Task<ProxyUnderTest> ForwardAsync(Func<ProxyOptions, ProxyOptions>? with = null) =>
        StartAsync(new LoopbackOrigin(), new ProxyOptions { TunnelPorts = [] }, with);

    public Task<RawResponse> GetAsync(string target, params string[] fields) => RawClient.GetAsync(Url, target, fields);

    public Task<RawResponse> AskAsync(string request) => RawClient.AskAsync(Url, request);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await Origin.DisposeAsync();
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static async Task<ProxyUnderTest> StartAsync(LoopbackOrigin origin, ProxyOptions options, Func<ProxyOptions, ProxyOptions>? with)
    {
        FakeTime time = new(DateTimeOffset.UtcNow);
        MemoryStore store = new(new MemoryStoreOptions { TimeProvider = time });
        HttpCache cache = new(store, new HttpCacheOptions { Policy = CachePolicy.ForShared }, time);
        CachingProxy proxy = await CachingProxy.StartAsync(
            cache, with?.Invoke(options) ?? options, time, cancellationToken: TestContext.Current.CancellationToken);
        return new ProxyUnderTest(origin, time, store, cache, proxy);
    }
}
