module Redis

open System
open Xunit
open Freshet.Tests.Kit
open Machines

[<Fact(Timeout = 60_000)>]
let ``two machines share Redis, and a removal on one reaches the memory of the other`` () = task {
    Assert.SkipWhen(not (isNull RedisServer.Missing), string RedisServer.Missing)
    use! server = RedisServer.StartAsync()
    use! one = openStore server.EndPoint
    use! two = openStore server.EndPoint
    do! write one "key" "value" (TimeSpan.FromMinutes 10.0)
    do! until two "key" (Some("value", "redis"))
    do! until two "key" (Some("value", "memory"))
    let! removed = one.RemoveAsync "key"
    Assert.True removed
    do! until two "key" None
}
