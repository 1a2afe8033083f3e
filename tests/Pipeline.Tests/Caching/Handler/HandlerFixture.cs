using Freshet.Caching;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching.Handler;

/// <summary>A client over a cache over a scripted origin.</summary>
public sealed class HandlerFixture : IAsyncDisposable
{
    public HandlerFixture(HttpMessageHandler? inner = null, CachePolicy? policy = null, Func<HttpMessageHandler, HttpMessageHandler>? outer = null)
    {
        Memory = new MemoryStore(new MemoryStoreOptions { TimeProvider = Time });
        Cache = new HttpCache(Memory, new HttpCacheOptions { Policy = policy ?? CachePolicy.Private }, Time);
        HttpMessageHandler handler = new CachingHandler(Cache, inner ?? HttpFetcher.CreateHandler());
        Client = new HttpClient(outer?.Invoke(handler) ?? handler) { BaseAddress = Origin.Url };
    }

    public FakeTime Time { get; } = new();

    public MemoryStore Memory { get; }

    public HttpCache Cache { get; }

    public LoopbackOrigin Origin { get; } = new();

    public HttpClient Client { get; }

    public async Task<(string Body, CacheInfo Info)> GetAsync(string path, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in fields)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), response.GetCacheInfo()!);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Cache.DisposeAsync();
        await Memory.DisposeAsync();
        await Origin.DisposeAsync();
    }

    /// <summary>An inner handler that is a function.</summary>
    public sealed class Canned(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public int Requests { get; private set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.Run(() => Send(request, cancellationToken), cancellationToken);

        protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            var response = answer(request);
            response.RequestMessage ??= request;
            return response;
        }
    }
}
