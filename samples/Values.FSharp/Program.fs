open System
open System.Threading.Tasks
open Freshet.Stores
open Freshet.Values

let load (id: int) (language: string) = task {
    do! Task.Delay 1
    return $"user {id} in {language}"
}

let run () = task {
    use store = new MemoryStore()
    use cache = new ValueCache(store, ValueCacheOptions(Name = "users"))

    // Get or create: of all who ask at once, one makes the value.
    let! user =
        cache.GetOrCreateAsync("user/1", (fun _ -> load 1 "en"), ValueOptions(Lifetime = TimeSpan.FromMinutes 10.0, Tags = [| "users" |]))
    printfn $"{user}"

    // A function whose results are kept; from F# it needs a name.
    let loadUser = cache.Memoize((fun id language -> load id language), MemoizeOptions(Name = "load"))
    let! first = loadUser.CallAsync(2, "en")
    let! again = loadUser.CallAsync(2, "en")
    printfn $"{Object.ReferenceEquals(first, again)} {loadUser.Info}"

    do! cache.PurgeTagAsync "users"
    let! found = cache.GetAsync<string> "user/1"
    printfn $"{found.HasValue}"
}

[<EntryPoint>]
let main _ =
    run().Wait()
    0
