open System
open System.Net.Http
open Freshet.Caching
open Freshet.Stores

let get (url: Uri) =
    // #region handler
    task {
        use store = new MemoryStore()
        use cache = new HttpCache(store)
        use client = new HttpClient(new DecompressingHandler(new CachingHandler(cache, HttpFetcher.CreateHandler())))

        use! response = client.GetAsync url
        printfn $"{response.GetCacheInfo()}"
    }
    // #endregion

[<EntryPoint>]
let main args =
    let url = Uri(if args.Length = 1 then args[0] else "http://127.0.0.1/")
    (get url).GetAwaiter().GetResult()
    0
