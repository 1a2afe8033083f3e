open System
open Freshet.Caching
open Freshet.Events
open Freshet.Flows
open Freshet.Stages
open Freshet.Stores

let crawl (urls: string array) =
    // #region readme
    task {
        use store = new MemoryStore()
        use cache = new HttpCache(store)
        use fetcher = new HttpFetcher()
        use _ = cache.Events.Subscribe(fun e -> e.Match((fun hit -> printfn $"{hit.Outcome} {hit.Uri}"), ignore, ignore))

        let network =
            Stage.Of<Exchange>().Branch(_.IsStale, CacheStages.Revalidate(cache, fetcher), CacheStages.Fetch(cache, fetcher))
                .Via(CacheStages.Store(cache))
        let flow =
            UrlSource.From(urls)
                .Via(CacheStages.Dedupe())
                .Via(CacheStages.Lookup(cache))
                .Branch(_.IsComplete, Stage.Of<Exchange>(), network)
                .To(Sink.ForEach<Exchange>(fun page -> printfn $"{page.Status} {page.Request.Uri}: {page.Body.Bytes.Length} bytes"))

        do! flow.RunAsync()
        printfn $"{flow.Picture()}"
    }
    // #endregion

[<EntryPoint>]
let main urls =
    (crawl (if urls.Length = 0 then [| "http://127.0.0.1/" |] else urls)).Wait()
    0
