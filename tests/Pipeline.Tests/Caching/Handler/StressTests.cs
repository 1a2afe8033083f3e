using Freshet.Caching;
using Freshet.Stores;
using Freshet.Tests.Kit;

namespace Freshet.Tests.Caching.Handler;

[CollectionDefinition(nameof(StressTests), DisableParallelization = true)]
[Collection(nameof(StressTests))]
public sealed class StressTests
{
    [Fact(Timeout = 120_000)]
    public async Task Two_hundred_clients_at_an_origin_that_fails_one_request_in_ten_get_no_wrong_body_and_no_hang()
    {
        var unobserved = new List<Exception>();
        void Note(object? sender, UnobservedTaskExceptionEventArgs e) => unobserved.Add(e.Exception);
        TaskScheduler.UnobservedTaskException += Note;
        await using (var site = new FailingSite(0.1))
        {
            await site.RunAsync(200, TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);
            Assert.Equal(0, site.Wrong);
            Assert.True(site.Right > 100, site.ToString());
            Assert.True(site.Failed > 0, site.ToString());
            Assert.Empty(site.Faults);
        }

        for (var i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        TaskScheduler.UnobservedTaskException -= Note;
        Assert.DoesNotContain(unobserved, error => error.ToString().Contains("Freshet", StringComparison.Ordinal));
    }

    // What lives, that is: what the process holds is measured by bench/handler.
    [Fact(Timeout = 120_000)]
    public async Task A_body_of_two_hundred_megabytes_takes_no_memory_to_speak_of()
    {
        const int Length = 200_000_000;
        var chunk = new byte[256 << 10];
        await using var origin = new LoopbackOrigin();
        origin.Map("/a", async exchange =>
        {
            await exchange.WriteAsync($"HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var sent = 0; sent < Length; sent += chunk.Length)
            {
                await exchange.WriteChunkAsync(chunk.AsMemory(0, Math.Min(chunk.Length, Length - sent)));
            }

            await exchange.WriteChunkAsync(default);
        });
        using var directory = new TempDirectory();
        await using var store = await FasterStore.OpenAsync(new FasterStoreOptions { Directory = directory.Path, MaxBytes = 1 << 30 });
        await using var cache = new HttpCache(store);
        using var client = new HttpClient(new CachingHandler(cache, HttpFetcher.CreateHandler()));
        for (var i = 0; i < 2; i++)
        {
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var most = 0L;
            var total = 0L;
            using var response = await client.GetAsync(origin.At("/a"), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
            await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            var buffer = new byte[64 << 10];
            for (var reads = 0; await body.ReadAsync(buffer, TestContext.Current.CancellationToken) is > 0 and var read; reads++)
            {
                total += read;
                most = reads % 1000 == 999 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true) - before) : most;
            }

            Assert.Equal(Length, total);
            Assert.InRange(most, 0, 50_000_000);
        }

        Assert.Single(origin.Requests);
    }
}
