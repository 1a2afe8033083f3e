using System.Net;
using Freshet.Caching;
using Freshet.Storage;
using Xunit;

namespace Freshet.Stores.Testing;

public abstract partial class CacheStoreContract
{
    /// <summary>Spoils the bytes of a record where they are kept, past the store; false, as unless overridden, when a test can't get at them.</summary>
    protected virtual ValueTask<bool> DamageAsync(string key) => new(false);

    /// <summary>Makes a store whose medium is not there, or takes nothing; null, as unless overridden, when that can't be brought about.</summary>
    protected virtual ValueTask<ICacheStore?> CreateFailingAsync() => default;

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_record_is_a_miss_an_event_and_counted()
    {
        await Store.SetAsync("damaged", RandomBytes(5_000, 1), cancellationToken: Cancel);
        await SetAsync("whole", "value");
        if (!await DamageAsync("damaged"))
        {
            return;
        }

        using var meters = new ContractMeters();
        await using (var cache = new HttpCache(Store, meters: meters))
        {
            Assert.Null(await Store.GetAsync("damaged", Cancel));
            Assert.Equal("value", await ReadAsync("whole"));
        }

        Assert.Equal(["corrupt"], meters.StoreEvents.Distinct());
        await SetAsync("damaged", "again");
        Assert.Equal("again", await ReadAsync("damaged"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_store_that_fails_says_so_and_harms_no_exchange()
    {
        if (await CreateFailingAsync() is not { } failing)
        {
            return;
        }

        await using ICacheStore store = failing;
        await Assert.ThrowsAsync<StoreException>(async () => await store.SetAsync("key", Bytes("value"), cancellationToken: Cancel));
        using var meters = new ContractMeters();
        await using (var cache = new HttpCache(store, meters: meters))
        {
            using var client = new HttpClient(new CachingHandler(cache) { InnerHandler = new FreshOrigin() });
            for (int i = 0; i < 2; i++)
            {
                Assert.Equal("body", await client.GetStringAsync(new Uri("http://origin.example/"), Cancel));
            }
        }

        Assert.Contains("tier_failed", meters.StoreEvents);
    }

    private sealed class FreshOrigin : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            RequestMessage = request,
            Content = new StringContent("body"),
            Headers = { CacheControl = new() { MaxAge = TimeSpan.FromHours(1) } },
        });
    }
}
