module Machines

open System
open System.Text
open System.Threading.Tasks
open Freshet.Stores

/// A machine: memory of its own over the Redis of all.
let openStore (redis: string) = task {
    let options = RedisStoreOptions(Configuration = redis, KeyPrefix = "sample:")
    let shared = new RedisStore(options)
    do! shared.ConnectAsync()
    let bus = new RedisInvalidationBus(RedisInvalidationBusOptions(Redis = options))
    do! bus.CatchUpAsync()

    let tiers =
        [| StoreTier("memory", new MemoryStore())
           StoreTier("redis", shared, SoftTimeout = TimeSpan.FromSeconds 1.0) |]

    return new TieredStore(TieredStoreOptions(Tiers = tiers, Bus = bus))
}

/// What a machine has of a key, and which of its tiers had it.
let read (store: TieredStore) (key: string) = task {
    use! record = store.GetAsync key

    return
        match record with
        | null -> None
        | found -> Some(Encoding.UTF8.GetString found.Value.Span, found.Tier)
}

let write (store: TieredStore) (key: string) (text: string) (lifetime: TimeSpan) =
    store.SetAsync(key, Encoding.UTF8.GetBytes text, DateTimeOffset.UtcNow + lifetime)

/// Reads until that is what there is.
let rec until (store: TieredStore) (key: string) expected : Task = task {
    let! found = read store key

    if found <> expected then
        do! Task.Delay 10
        do! until store key expected
}
