using System.Text;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching;

/// <summary>A cache over a real memory store and a scripted origin, with its events.</summary>
public sealed class CacheFixture : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker = new(HttpFetcher.CreateHandler());
    private readonly IDisposable _subscription;

    public CacheFixture(CachePolicy? policy = null, ICacheStore? store = null, long maxStoredBodyBytes = 64 << 20)
    {
        Memory = new MemoryStore(new MemoryStoreOptions { TimeProvider = Time });
        Cache = new HttpCache(store ?? Memory, new HttpCacheOptions { Policy = policy ?? CachePolicy.Private, MaxStoredBodyBytes = maxStoredBodyBytes }, Time);
        _subscription = Cache.Events.Subscribe(item =>
        {
            lock (Events)
            {
                Events.Add(item);
            }
        });
        BigFetcher = new HttpFetcher(_invoker, time: Time);
        StreamingFetcher = new HttpFetcher(_invoker, time: Time) { IsStreaming = true };
        Fetcher = new HttpFetcher(_invoker, time: Time) { MaxDecodedBytes = 1 << 20 };
    }

    public FakeTime Time { get; } = new();

    public MemoryStore Memory { get; }

    public HttpCache Cache { get; }

    public LoopbackOrigin Origin { get; } = new();

    public IFetcher BigFetcher { get; }

    public IFetcher Fetcher { get; }

    public IFetcher StreamingFetcher { get; }

    public List<CacheEvent> Events { get; } = [];

    /// <summary>Serves a text with an entity tag that may change, and answers 304 when the request has it.</summary>
    public Versioned Serve(string path, params (string Name, string Value)[] fields)
    {
        var page = new Versioned();
        Origin.Map(path, exchange => exchange.Request["If-None-Match"] == page.EntityTag
            ? exchange.SendAsync(304, "", [("ETag", page.EntityTag), .. fields])
            : exchange.SendAsync(200, page.Text, [("ETag", page.EntityTag), .. fields]));
        return page;
    }

    public async Task<Answer> GetAsync(string path, params (string Name, string Value)[] fields)
    {
        using var exchange = await Cache.SendAsync(
            RequestHead.Get(Origin.At(path), HeaderFields.Of(fields)), Fetcher, TestContext.Current.CancellationToken);
        return new Answer(
            exchange.Outcome!.Value, exchange.Status, Encoding.UTF8.GetString(exchange.DecodedBody(1 << 20).Span), exchange.Response?.Fields ?? HeaderFields.Empty, exchange.Failure);
    }

    /// <summary>A request whose body is not read yet.</summary>
    public async Task<Exchange> OpenAsync(string path, CancellationToken? cancellationToken = null, params (string Name, string Value)[] fields)
    {
        var exchange = new Exchange(RequestHead.Get(Origin.At(path), HeaderFields.Of(fields))) { IsStreamed = true };
        return await Cache.SendAsync(exchange, StreamingFetcher, cancellationToken ?? TestContext.Current.CancellationToken);
    }

    /// <summary>Opens, reads to the end and closes.</summary>
    public async Task<(CacheOutcome Outcome, byte[] Body)> StreamAsync(string path, params (string Name, string Value)[] fields)
    {
        using var exchange = await OpenAsync(path, null, fields);
        var body = new MemoryStream();
        await exchange.OpenBody().CopyToAsync(body, TestContext.Current.CancellationToken);
        return (exchange.Outcome!.Value, body.ToArray());
    }

    public async Task<IReadOnlyList<CacheEvent>> EventsAsync()
    {
        await Cache.Events.DrainAsync(TestContext.Current.CancellationToken);
        lock (Events)
        {
            return [.. Events];
        }
    }

    public async Task<IReadOnlyList<StoreEntry>> RecordsAsync(string prefix) =>
        await Memory.ScanAsync(prefix).ToListAsync(TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _subscription.Dispose();
        await Cache.DisposeAsync();
        await Memory.DisposeAsync();
        _invoker.Dispose();
        await Origin.DisposeAsync();
    }

    public sealed class Versioned
    {
        public int Version { get; set; } = 1;

        public string EntityTag => $"\"v{Version}\"";

        public string Text => $"version {Version}";
    }

    public sealed record Answer(CacheOutcome Outcome, int Status, string Body, HeaderFields Fields, Exception? Failure);
}
