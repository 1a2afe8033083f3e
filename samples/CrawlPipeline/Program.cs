using System.Reactive.Linq;
using Freshet.Caching;
using Freshet.Events;
using Freshet.Flows;
using Freshet.Stages;
using Freshet.Stores;

string[] urls = args is [] ? ["http://127.0.0.1/"] : args;

#region readme
await using var store = new MemoryStore();
await using var cache = new HttpCache(store);
using var fetcher = new HttpFetcher();
using var events = cache.Events.OfType<LookupEvent>().Subscribe(e => Console.WriteLine($"{e.Outcome} {e.Uri}"));

var network = Stage.Of<Exchange>().Branch(page => page.IsStale, CacheStages.Revalidate(cache, fetcher), CacheStages.Fetch(cache, fetcher))
    .Via(CacheStages.Store(cache));
var flow = UrlSource.From(urls)
    .Via(CacheStages.Dedupe())
    .Via(CacheStages.Lookup(cache))
    .Branch(page => page.IsComplete, Stage.Of<Exchange>(), network)
    .To(Sink.ForEach<Exchange>(page => Console.WriteLine($"{page.Status} {page.Request.Uri}: {page.Body.Bytes.Length} bytes")));

await flow.RunAsync();
Console.WriteLine(flow.Picture());
#endregion
await cache.Events.DrainAsync();
