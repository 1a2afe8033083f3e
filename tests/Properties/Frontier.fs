/// A frontier against a model that is too slow and too simple to be wrong.
module Freshet.Properties.Frontier

open System
open System.Collections.Generic
open System.Text
open System.Threading.Tasks
open FsCheck
open FsCheck.FSharp
open Freshet.Frontiers
open Freshet.Tests.Kit
open Freshet.Urls
open Xunit

type private Step =
    | Add of host: int * priority: int
    | Lease
    | Done of pick: int
    | Retry of pick: int * milliseconds: int
    | Advance of milliseconds: int
    | Block of host: int * milliseconds: int

type private Entry =
    { Url: string
      Priority: int
      Order: int
      NotBefore: int64 }

type private Host() =
    member val Queue = List<Entry>() with get
    member val Leased = 0 with get, set
    member val ReadyAt = 0L with get, set

let private connections = 2
let private delay = 100L

let private step =
    Gen.frequency
        [ 6, Gen.map2 (fun h p -> Add(h, p)) (Gen.choose (0, 3)) (Gen.choose (-1, 1))
          6, Gen.constant Lease
          4, Gen.map Done (Gen.choose (0, 9))
          2, Gen.map2 (fun p ms -> Retry(p, ms)) (Gen.choose (0, 9)) (Gen.elements [ 0; 1; 150; 1_000 ])
          3, Gen.map Advance (Gen.elements [ 1; 50; 100; 500 ])
          1, Gen.map2 (fun h ms -> Block(h, ms)) (Gen.choose (0, 3)) (Gen.elements [ 50; 300 ]) ]

type private Run(options: FrontierOptions) =
    let time = FakeTime()
    let frontier = new MemoryFrontier(options, time)
    let hosts = Array.init 4 (fun _ -> Host())
    let leases = List<Lease * Entry>()
    let mutable now = 0L
    let mutable order = 0
    let mutable added = 0
    let mutable finished = 0
    let mutable waiting: Task<Lease | null> option = None

    let hostOf (url: string) = hosts[int url["http://h".Length] - int '0']

    let first (host: Host) =
        host.Queue
        |> Seq.filter (fun entry -> entry.NotBefore <= now)
        |> Seq.sortBy (fun entry -> entry.Priority, entry.Order)
        |> Seq.tryHead

    let eligible (host: Host) =
        if host.Leased < connections && host.ReadyAt <= now then first host else None

    /// What a lessee got must be the first of a host that may be asked; who waits must have nothing to get.
    let observe () =
        match waiting with
        | Some task when task.IsCompleted ->
            waiting <- None

            match task.Result with
            | null -> Assert.Equal(added, finished)
            | lease ->
                let host = hostOf lease.Url.Value
                let expected = eligible host
                Assert.Equal(Some lease.Url.Value, expected |> Option.map _.Url)
                host.Queue.Remove expected.Value |> ignore
                host.Leased <- host.Leased + 1
                host.ReadyAt <- max host.ReadyAt (now + delay)
                leases.Add(lease, expected.Value)
        | Some _ -> Assert.All(hosts, (fun host -> Assert.Equal(None, eligible host)))
        | None -> ()

    let requeue entry notBefore =
        order <- order + 1
        (hostOf entry.Url).Queue.Add { entry with Order = order; NotBefore = notBefore }

    let complete pick outcome =
        let lease, entry = leases[pick % leases.Count]
        leases.RemoveAt(pick % leases.Count)
        (hostOf entry.Url).Leased <- (hostOf entry.Url).Leased - 1

        match outcome with
        | None -> finished <- finished + 1
        | Some wait -> requeue entry (now + int64 wait)

        let told =
            match outcome with
            | None -> LeaseOutcome.Done
            | Some wait -> LeaseOutcome.Retry(time.Now.AddMilliseconds(float wait))

        Assert.True(frontier.CompleteAsync(lease, told).AsTask().Result)
        Assert.False(frontier.CompleteAsync(lease, LeaseOutcome.Done).AsTask().Result)

    /// Time goes by a millisecond, and what was retried joins its queue in the order of its time.
    let advance milliseconds =
        for _ in 1..milliseconds do
            now <- now + 1L

            for host in hosts do
                for entry in host.Queue |> Seq.filter (fun e -> e.NotBefore = now) |> Seq.sortBy _.Order |> Seq.toArray do
                    host.Queue.Remove entry |> ignore
                    requeue entry now

            time.Advance(TimeSpan.FromMilliseconds 1.0)
            observe ()

    let lease () =
        if waiting.IsNone then
            waiting <- Some(frontier.LeaseAsync().AsTask())

    member _.Step step =
        match step with
        | Add(host, priority) ->
            added <- added + 1
            order <- order + 1
            let url = $"http://h{host}/{added}"
            hosts[host].Queue.Add { Url = url; Priority = priority; Order = order; NotBefore = 0L }
            let request = CrawlRequest(ReadOnlyMemory(Encoding.ASCII.GetBytes url), 0, priority)
            frontier.AddAsync(ReadOnlyMemory [| request |]).AsTask().Wait()
        | Lease -> lease ()
        | Done pick when leases.Count > 0 -> complete pick None
        | Retry(pick, wait) when leases.Count > 0 -> complete pick (Some wait)
        | Advance milliseconds -> advance milliseconds
        | Block(host, milliseconds) ->
            hosts[host].ReadyAt <- max hosts[host].ReadyAt (now + int64 milliseconds)
            frontier.BlockUntil($"h{host}", time.Now.AddMilliseconds(float milliseconds))
        | _ -> ()

        observe ()
        let counts = frontier.Counts
        Assert.Equal(int64 added, counts.Added)
        Assert.Equal(int64 leases.Count, counts.Leased)
        Assert.Equal(hosts |> Seq.sumBy (fun host -> int64 host.Queue.Count), counts.Queued)

    /// Works off what is left: it must end, and not before.
    member this.Drain() =
        frontier.CompleteAdding()

        while finished < added do
            lease ()
            observe ()
            if leases.Count > 0 then complete 0 None
            observe ()
            if waiting.IsSome && finished < added then advance 50

        observe ()
        Assert.Null(frontier.LeaseAsync().AsTask().Result)
        Assert.Equal(int64 added, frontier.Counts.Done)
        frontier.DisposeAsync().AsTask().Wait()

let private follows (options: FrontierOptions) =
    Check.One(
        Config.QuickThrowOnFailure.WithMaxTest 300,
        Prop.forAll (Gen.listOf step |> Arb.fromGen) (fun steps ->
            let run = Run options
            List.iter run.Step steps
            run.Drain())
    )

let private polite =
    PolitenessOptions(Default = HostPoliteness(MaxConnections = connections, Delay = TimeSpan.FromMilliseconds(float delay)))

[<Fact(Timeout = 120_000)>]
let ``a frontier leases as its model does`` () = follows (FrontierOptions(Politeness = polite))

[<Fact(Timeout = 120_000)>]
let ``a queued request comes back from its bytes`` () =
    let request =
        gen {
            let! numbers = Gen.arrayOfLength 3 (Gen.elements [ 0; 1; 127; 128; 16_383; 16_384; Int32.MaxValue ])
            let! bytes = Gen.arrayOfLength 2 (Gen.choose (0, 300) |> Gen.map (fun n -> String('x', n)))
            return numbers, bytes
        }

    Check.One(
        Config.QuickThrowOnFailure.WithMaxTest 1_000,
        Prop.forAll (Gen.listOf request |> Arb.fromGen) (fun requests ->
            use memory = new ChunkMemory(FrontierOptions(MemoryBudget = 0L))
            let queue = RequestQueue 0

            for numbers, texts in requests do
                queue.Enqueue(
                    QueuedRequest(
                        Depth = numbers[0],
                        Origin = numbers[1],
                        Attempt = numbers[2],
                        Path = ReadOnlySpan(Encoding.ASCII.GetBytes texts[0]),
                        Referrer = ReadOnlySpan(Encoding.ASCII.GetBytes texts[1])
                    ),
                    memory
                )

            for numbers, texts in requests do
                let read = queue.Dequeue memory
                Assert.Equal((numbers[0], numbers[1], numbers[2]), (read.Depth, read.Origin, read.Attempt))
                Assert.Equal((texts[0].Length, texts[1].Length), (read.Path.Length, read.Referrer.Length))

            queue.IsEmpty && memory.Bytes = 0L && memory.SpilledBytes = 0L)
    )
