using System.Diagnostics;
using Freshet.Caching;
using Freshet.Storage;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Bench;

/// <summary>How much memory a body of 1 GB takes on its way through the handler: passed on, stored, and read from the store.</summary>
internal static class Large
{
    private const long Length = 1_000_000_000;
    private static readonly byte[] s_chunk = new byte[256 << 10];

    public static async Task RunAsync()
    {
        await using var origin = new LoopbackOrigin();
        origin.Map("/body", async exchange =>
        {
            long length = exchange.Request.Target.EndsWith("?small", StringComparison.Ordinal) ? 20_000_000 : Length;
            await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nCache-Control: max-age=3600\r\nContent-Length: {length}\r\n\r\n");
            for (long sent = 0; sent < length; sent += s_chunk.Length)
            {
                await exchange.WriteAsync(s_chunk.AsMemory(0, (int)Math.Min(s_chunk.Length, length - sent)));
            }
        });
        string directory = Directory.CreateTempSubdirectory("freshet-bench-").FullName;
        try
        {
            await using var store = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = directory });
            await MeasureAsync("passed on, over the limit", store, 100 << 20, origin);
            await MeasureAsync("stored in FASTER while it is read", store, 2L << 30, origin);
            await MeasureAsync("read from FASTER", store, 2L << 30, origin);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task MeasureAsync(string name, ICacheStore store, long limit, LoopbackOrigin origin)
    {
        await using var cache = new HttpCache(store, new HttpCacheOptions { MaxStoredBodyBytes = limit });
        using var client = new HttpClient(new CachingHandler(cache, HttpFetcher.CreateHandler())) { Timeout = Timeout.InfiniteTimeSpan };
        await ReadAsync(client, origin.At("/body?small"));
        GC.Collect();
        long before = Environment.WorkingSet;
        long most = before;
        long started = Stopwatch.GetTimestamp();
        long read = await ReadAsync(client, origin.At("/body"), () => most = Math.Max(most, Environment.WorkingSet));
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (read != Length)
        {
            throw new InvalidOperationException($"{read} bytes came.");
        }

        Console.WriteLine($"| {name} | {(most - before) / 1e6:0.0} | {read / 1e6 / seconds:N0} |");
    }

    private static async Task<long> ReadAsync(HttpClient client, Uri uri, Action? onMegabytes = null)
    {
        using HttpResponseMessage response = await client.GetAsync(uri, HttpCompletionOption.ResponseHeadersRead);
        await using Stream body = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 << 10];
        long total = 0;
        int reads = 0;
        while (await body.ReadAsync(buffer) is > 0 and int read)
        {
            total += read;
            if (++reads % 256 == 0)
            {
                onMegabytes?.Invoke();
            }
        }

        return total;
    }
}
