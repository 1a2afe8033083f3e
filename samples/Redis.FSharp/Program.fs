open System
open Machines

let run redis = task {
    use! one = openStore redis
    use! two = openStore redis

    // What one machine stores, the other reads from Redis, and from its own memory once it has heard of the change.
    do! write one "greeting" "hello" (TimeSpan.FromMinutes 10.0)

    for tier in [ "redis"; "memory" ] do
        do! until two "greeting" (Some("hello", tier))
        printfn $"hello from {tier}"

    // What one removes is gone from the memory of the other.
    let! _ = one.RemoveAsync "greeting"
    do! until two "greeting" None
    printfn "nothing"
}

[<EntryPoint>]
let main arguments =
    (run (Array.tryHead arguments |> Option.defaultValue "localhost:6379")).Wait()
    0
