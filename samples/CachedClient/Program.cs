using Freshet.Caching;
using Freshet.Hosting;
using Freshet.Stores;
using Microsoft.Extensions.DependencyInjection;

Uri url = new(args is [var given] ? given : "http://127.0.0.1/");

{
    #region handler
    await using var store = new MemoryStore();
    await using var cache = new HttpCache(store);
    using var client = new HttpClient(new DecompressingHandler(new CachingHandler(cache, HttpFetcher.CreateHandler())));

    using var response = await client.GetAsync(url);
    Console.WriteLine(response.GetCacheInfo());
    #endregion
}

{
    #region hosting
    var services = new ServiceCollection();
    services.AddFreshet(options => options.Cache = options.Cache with { MaxStoredBodyBytes = 10 << 20 });
    services.AddHttpClient("site").AddFreshetCache();
    #endregion

    await using var provider = services.BuildServiceProvider();
    var client = provider.GetRequiredService<IHttpClientFactory>().CreateClient("site");
    Console.WriteLine((await client.GetStringAsync(url)).Length);
}
