using System.Buffers.Binary;
using Freshet.Caching;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching.Handler;

/// <summary>An origin that fails a part of its requests in every way, and clients that check each body, leave early or give up.</summary>
internal sealed class FailingSite : IAsyncDisposable
{
    private const int Pages = 60;
    private static readonly string[] s_controls =
    [
        "max-age=60", "max-age=0", "no-store", "no-cache", "max-age=1, stale-while-revalidate=60", "max-age=1, stale-if-error=60", "private, max-age=3600",
    ];

    private readonly LoopbackOrigin _origin;
    private readonly MemoryStore _store = new(new MemoryStoreOptions { MaxBytes = 4 << 20 });
    private readonly HttpCache _cache;
    private readonly HttpClient _client;
    private readonly double _failures;
    private int _version;

    public FailingSite(double failures)
    {
        _failures = failures;
        _origin = new LoopbackOrigin(AnswerAsync);
        _cache = new HttpCache(_store, new HttpCacheOptions { MaxStoredBodyBytes = 3 << 20 });
        _client = new HttpClient(new CachingHandler(_cache, HttpFetcher.CreateHandler())) { BaseAddress = _origin.Url };
    }

    public long Right { get; private set; }

    public long Wrong { get; private set; }

    public long Failed { get; private set; }

    public long Left { get; private set; }

    public IReadOnlyCollection<Exception> Faults => _origin.Faults;

    public override string ToString() => $"{Right:N0} right bodies, {Wrong:N0} wrong, {Failed:N0} failures, {Left:N0} left early";

    public async Task RunAsync(int clients, TimeSpan duration, CancellationToken cancellationToken)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        over.CancelAfter(duration);
        await Task.WhenAll(Enumerable.Range(0, clients).Select(client => Task.Run(() => ClientAsync(new Random(client), over.Token), cancellationToken)));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _cache.DisposeAsync();
        await _store.DisposeAsync();
        await _origin.DisposeAsync();
    }

    private async Task ClientAsync(Random random, CancellationToken over)
    {
        var buffer = new byte[128 << 10];
        while (!over.IsCancellationRequested)
        {
            using var patience = new CancellationTokenSource();
            if (random.Next(8) == 0)
            {
                patience.CancelAfter(random.Next(20));
            }

            try
            {
                var page = random.Next(Pages);
                using var request = new HttpRequestMessage(random.Next(50) == 0 ? HttpMethod.Post : HttpMethod.Get, $"/{page}");
                using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
                if ((int)response.StatusCode == 503)
                {
                    Count(() => Failed++);
                    continue;
                }

                await using var body = await response.Content.ReadAsStreamAsync(patience.Token);
                await ReadAsync(body, page, random, buffer, patience.Token);
            }
            catch (Exception error) when (error is HttpRequestException or IOException)
            {
                Count(() => Failed++);
            }
            catch (OperationCanceledException) when (patience.IsCancellationRequested)
            {
                Count(() => Left++);
            }
        }
    }

    // A body is its page, version and length, over and over.
    private async Task ReadAsync(Stream body, int page, Random random, byte[] buffer, CancellationToken cancellationToken)
    {
        var first = new byte[16];
        if (await body.ReadAtLeastAsync(first, 16, throwOnEndOfStream: false, cancellationToken) != 16
            || BinaryPrimitives.ReadInt32LittleEndian(first) != page)
        {
            Count(() => Wrong++);
            return;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(first.AsSpan(8));
        var leaves = random.Next(10) == 0 ? length / 2 : int.MaxValue;
        var at = 16;
        while (await body.ReadAsync(buffer.AsMemory(0, random.Next(1, buffer.Length)), cancellationToken) is > 0 and var read)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != first[(at + i) & 15])
                {
                    Count(() => Wrong++);
                    return;
                }
            }

            at += read;
            if (at > leaves)
            {
                Count(() => Left++);
                return;
            }
        }

        Count(() => _ = at == length ? Right++ : Wrong++);
    }

    private void Count(Action count)
    {
        lock (_store)
        {
            count();
        }
    }

    private async Task AnswerAsync(OriginExchange exchange)
    {
        var page = int.Parse(exchange.Request.Path[1..]);
        var random = new Random(Interlocked.Increment(ref _version));
        if (_version % 1000 == 0)
        {
            _origin.ForgetRequests();
        }

        var body = Body(page, page % 10 == 0 ? random.Next(1 << 20, 4 << 20) & ~15 : random.Next(1, 4000) * 16);
        var fields = $"Cache-Control: {s_controls[page % s_controls.Length]}\r\n";
        var fails = random.NextDouble() < _failures;
        switch (fails ? random.Next(3) : 3)
        {
            case 0:
                exchange.Abort();
                return;
            case 1:
                await exchange.SendAsync(503, "not now");
                return;
            case 2:
                await exchange.WriteAsync($"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n");
                await exchange.WriteAsync(body.AsMemory(0, body.Length / 2));
                exchange.Abort();
                return;
            default:
                if (random.Next(2) == 0)
                {
                    await exchange.WriteAsync($"HTTP/1.1 200 OK\r\n{fields}Content-Length: {body.Length}\r\n\r\n");
                    await exchange.WriteAsync(body);
                    return;
                }

                await exchange.WriteAsync($"HTTP/1.1 200 OK\r\n{fields}Transfer-Encoding: chunked\r\n\r\n");
                for (var at = 0; at < body.Length; at += 300_000)
                {
                    await exchange.WriteChunkAsync(body.AsMemory(at, Math.Min(300_000, body.Length - at)));
                    await Task.Yield();
                }

                await exchange.WriteChunkAsync(default);
                return;
        }
    }

    private byte[] Body(int page, int length)
    {
        var body = new byte[length];
        BinaryPrimitives.WriteInt32LittleEndian(body, page);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), _version);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(8), length);
        for (var at = 16; at < length; at += 16)
        {
            body.AsSpan(0, 16).CopyTo(body.AsSpan(at));
        }

        return body;
    }
}
