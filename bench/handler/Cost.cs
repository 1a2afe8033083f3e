using System.Diagnostics;
using Freshet.Caching;
using Freshet.Storage;
using Freshet.Stores;

namespace Freshet.Bench;

/// <summary>What a cache adds to a request, in time and in memory, over a handler that answers at once.</summary>
internal static class Cost
{
    private const int Rounds = 300;
    private static readonly Uri s_uri = new("https://example.org/articles/2026/11/a-page-of-some-length.html?lang=en");

    public static async Task RunAsync()
    {
        string directory = Directory.CreateTempSubdirectory("freshet-bench-").FullName;
        try
        {
            using var canned = new HttpMessageInvoker(new Canned());
            Figure baseline = await MeasureAsync(canned, 1000);
            Row("a handler that answers at once", baseline, default);
            await using (var store = new MemoryStore())
            {
                Row("+ a hit from memory", await HitAsync(store, 1000), baseline);
            }

            await using (var store = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = directory }))
            {
                Row("+ a hit from FASTER", await HitAsync(store, 1000), baseline);
            }

            Row("+ a request that shares another's response", await CollapsedAsync(), baseline);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<Figure> HitAsync(ICacheStore store, int requests)
    {
        await using var cache = new HttpCache(store);
        using var invoker = new HttpMessageInvoker(new CachingHandler(cache, new Canned()));
        await AskAsync(invoker);
        return await MeasureAsync(invoker, requests);
    }

    // The best round: what is slower was disturbed.
    private static async Task<Figure> MeasureAsync(HttpMessageInvoker invoker, int requests)
    {
        Figure best = new(double.MaxValue, 0);
        for (int round = 0; round < Rounds; round++)
        {
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < requests; i++)
            {
                await AskAsync(invoker);
            }

            double micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / requests;
            bytes = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / requests;
            best = micros < best.Micros ? new(micros, bytes) : best;
        }

        return best;
    }

    private static async Task<Figure> CollapsedAsync()
    {
        const int Sharers = 1000;
        Figure best = new(double.MaxValue, 0);
        for (int round = 0; round < Rounds / 10; round++)
        {
            await using var store = new MemoryStore();
            await using var cache = new HttpCache(store);
            var gate = new TaskCompletionSource();
            var origin = new Canned { Gate = gate.Task };
            using var invoker = new HttpMessageInvoker(new CachingHandler(cache, origin));
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            long started = Stopwatch.GetTimestamp();
            var all = new Task[Sharers];
            for (int i = 0; i < Sharers; i++)
            {
                all[i] = AskAsync(invoker);
            }

            gate.SetResult();
            await Task.WhenAll(all);
            double micros = Stopwatch.GetElapsedTime(started).TotalMicroseconds / Sharers;
            bytes = (GC.GetTotalAllocatedBytes(precise: true) - bytes) / Sharers;
            best = micros < best.Micros ? new(micros, bytes) : best;
            if (origin.Requests != 1)
            {
                throw new InvalidOperationException($"{origin.Requests} requests reached the origin.");
            }
        }

        return best;
    }

    private static async Task AskAsync(HttpMessageInvoker invoker)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, s_uri);
        using HttpResponseMessage response = await invoker.SendAsync(request, default);
        await response.Content.CopyToAsync(Stream.Null);
    }

    private static void Row(string name, Figure figure, Figure baseline) =>
        Console.WriteLine($"| {name} | {figure.Micros - baseline.Micros:0.00} | {figure.Bytes - baseline.Bytes:N0} |");

    private readonly record struct Figure(double Micros, long Bytes);
}
