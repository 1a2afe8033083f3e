using System.Text;
using Freshet.Caching;
using Freshet.Control;
using Freshet.Events;
using Freshet.Http;
using Freshet.Rules;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Control;

/// <summary>A cache with wishes over a real memory store and a scripted origin, with its events.</summary>
public sealed class ControlFixture : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker = new(HttpFetcher.CreateHandler());
    private readonly List<CacheEvent> _events = [];

    public ControlFixture(RequestCacheOptions? defaults = null, CachePolicy? policy = null, params UrlRule[] rules)
    {
        Memory = new MemoryStore(new MemoryStoreOptions { TimeProvider = Time });
        Cache = Open(defaults, policy, rules);
    }

    public static (string, string) Fresh { get; } = ("Cache-Control", "max-age=60");

    public FakeTime Time { get; } = new();

    public MemoryStore Memory { get; }

    public HttpCache Cache { get; private set; }

    public LoopbackOrigin Origin { get; } = new();

    public int Asked => Origin.Requests.Count;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another cache over the same store.</summary>
    public HttpCache Open(RequestCacheOptions? defaults = null, CachePolicy? policy = null, params UrlRule[] rules)
    {
        Cache = new HttpCache(
            Memory, new HttpCacheOptions { Policy = policy ?? CachePolicy.Private, Defaults = defaults ?? RequestCacheOptions.None, Rules = rules }, Time);
        Cache.Events.Subscribe(item =>
        {
            lock (_events)
            {
                _events.Add(item);
            }
        });
        return Cache;
    }

    /// <summary>Answers with the number of the request, and 304 to a condition when there is an entity tag.</summary>
    public ControlFixture Serve(string path, params (string Name, string Value)[] fields) => Serve(path, 200, fields);

    public ControlFixture Serve(string path, int status, params (string Name, string Value)[] fields)
    {
        var count = 0;
        Origin.Map(path, exchange => exchange.Request["If-None-Match"] is not null
            ? exchange.SendAsync(304, "", fields)
            : exchange.SendAsync(status, $"{path} {++count}", fields));
        return this;
    }

    public Task<Answer> GetAsync(string path, RequestCacheOptions? options = null, params (string Name, string Value)[] fields) =>
        SendAsync("GET", path, options, null, fields);

    public async Task<Answer> SendAsync(
        string method, string path, RequestCacheOptions? options = null, string? content = null, params (string Name, string Value)[] fields)
    {
        var bytes = content is null ? null : Encoding.UTF8.GetBytes(content);
        using var exchange = new Exchange(new RequestHead(method, Origin.At(path), HeaderFields.Of(fields)), null, options) { Content = bytes is null ? default(ReadOnlyMemory<byte>?) : bytes };
        using var fetcher = new HttpFetcher(_invoker, time: Time);
        await Cache.LookupAsync(exchange, Token);
        await Cache.FetchAsync(exchange, bytes is null ? fetcher : new ContentFetcher(_invoker, bytes, Time), Token);
        await Cache.StoreAsync(exchange, Token);
        return new Answer(
            exchange.Outcome!.Value, exchange.Status, Encoding.UTF8.GetString(exchange.Body.Bytes.Span), exchange.Response?.Fields ?? HeaderFields.Empty,
            exchange.Failure, exchange.Key);
    }

    /// <summary>What the store holds of a request, without using it.</summary>
    public Task<Answer> StoredAsync(string path, params (string Name, string Value)[] fields) =>
        GetAsync(path, new RequestCacheOptions { Offline = true, ReadOnly = true }, fields);

    public async Task<IReadOnlyList<string>> KeysAsync(string prefix = "h/") =>
        [.. (await Memory.ScanAsync(prefix).ToListAsync(Token)).Select(entry => entry.Key).Order(StringComparer.Ordinal)];

    /// <summary>Everything in the store as text.</summary>
    public async Task<string> DumpAsync()
    {
        var text = new StringBuilder();
        foreach (var key in await KeysAsync(""))
        {
            using var record = await Memory.GetAsync(key, Token);
            text.Append(key).Append(Encoding.Latin1.GetString(record!.Value.Span));
        }

        return text.ToString();
    }

    public async Task<IReadOnlyList<CacheEvent>> EventsAsync()
    {
        await Cache.Events.DrainAsync(Token);
        lock (_events)
        {
            return [.. _events];
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Memory.DisposeAsync();
        _invoker.Dispose();
        await Origin.DisposeAsync();
    }

    public sealed record Answer(CacheOutcome Outcome, int Status, string Body, HeaderFields Fields, Exception? Failure, string Key);

    private sealed class ContentFetcher(HttpMessageInvoker invoker, byte[] content, TimeProvider time) : IFetcher
    {
        public async ValueTask<FetchedResponse> FetchAsync(RequestHead request, CancellationToken cancellationToken = default)
        {
            var sent = time.GetUtcNow();
            using var message = new HttpRequestMessage(HttpMethod.Parse(request.Method), request.Uri) { Content = new ByteArrayContent(content) };
            using var response = await invoker.SendAsync(message, cancellationToken);
            var fields = response.Headers.Concat(response.Content.Headers).SelectMany(f => f.Value.Select(value => new HeaderField(f.Key, value)));
            return new FetchedResponse(
                new ResponseHead((int)response.StatusCode, new HeaderFields(fields)),
                BodyBuffer.Of(await response.Content.ReadAsByteArrayAsync(cancellationToken)), sent, time.GetUtcNow());
        }
    }
}
