module Flow

open System
open System.Threading
open System.Threading.Tasks
open FsCheck
open FsCheck.FSharp
open Freshet.Flows
open Xunit

let private many = Config.QuickThrowOnFailure.WithMaxTest 300

let private collect (source: Source<'T>) =
    let run = source.CollectAsync(FlowOptions(Capacity = 2))
    if not (run.Wait(TimeSpan.FromSeconds 20.)) then failwith "the flow does not end"
    List.ofSeq run.Result

let private later n =
    task {
        if n % 3 = 0 then do! Task.Yield()
        return n
    }

/// What a graph of operators does to a list, and the same as a stage.
type Shape =
    | Pass
    | Add of int
    | Keep of int
    | Twice
    | Later of parallelism: int
    | Ordered of parallelism: int
    | Batches of int
    | Buffer of int
    | Chain of Shape * Shape
    | Branch of Shape * Shape
    | Also of Shape

let rec private model shape (items: int list) =
    match shape with
    | Pass | Later _ | Ordered _ | Batches _ | Buffer _ | Also _ -> items
    | Add n -> items |> List.map ((+) n)
    | Keep n -> items |> List.filter (fun i -> i % n <> 0)
    | Twice -> items |> List.collect (fun i -> [ i; i ])
    | Chain(a, b) -> items |> model a |> model b
    | Branch(a, b) ->
        let yes, no = items |> List.partition (fun i -> i % 2 = 0)
        model a yes @ model b no

let rec private stage shape : Stage<int, int> =
    match shape with
    | Pass -> Stage.Of<int>()
    | Add n -> Stage.Map(fun i -> i + n)
    | Keep n -> Stage.Filter(fun i -> i % n <> 0)
    | Twice -> Stage.FlatMap(fun (i: int) -> seq { i; i })
    | Later p -> Stage.MapAsync((fun (i: int) -> later i), p)
    | Ordered p -> Stage.MapAsync((fun (i: int) (_: CancellationToken) -> later i), p, true)
    | Batches n -> Stage.Batch<int>(n, TimeSpan.FromMilliseconds 1.).FlatMap(fun batch -> batch :> seq<int>)
    | Buffer n -> Stage.Of<int>().Buffered n
    | Chain(a, b) -> (stage a).Via(stage b)
    | Branch(a, b) -> Stage.Branch((fun i -> i % 2 = 0), stage a, stage b)
    | Also a -> Stage.AlsoTo((stage a).To(Sink.Ignore<int>()))

let rec private keepsOrder shape =
    match shape with
    | Later p -> p = 1
    | Branch _ -> false
    | Chain(a, b) -> keepsOrder a && keepsOrder b
    | _ -> true

let private shapes =
    let leaf =
        Gen.oneof [
            Gen.constant Pass
            Gen.map Add (Gen.choose (-5, 5))
            Gen.map Keep (Gen.choose (2, 5))
            Gen.constant Twice
            Gen.map Later (Gen.choose (1, 5))
            Gen.map Ordered (Gen.choose (1, 5))
            Gen.map Batches (Gen.choose (1, 4))
            Gen.map Buffer (Gen.choose (1, 4))
        ]
    let rec shape size =
        if size = 0 then leaf
        else
            let half = shape (size / 2)
            Gen.frequency [ 2, leaf; 3, Gen.map2 (fun a b -> Chain(a, b)) half half
                            3, Gen.map2 (fun a b -> Branch(a, b)) half half; 1, Gen.map Also half ]
    Gen.sized (fun size -> shape (min size 12)) |> Arb.fromGen

[<Fact(Timeout = 120_000)>]
let ``any graph gives what its model gives, and ends`` () =
    Check.One(many, Prop.forAll shapes (fun shape (items: int list) ->
        let expected = model shape items
        let actual = Source.From(items).Via(stage shape) |> collect
        if keepsOrder shape then actual = expected else List.sort actual = List.sort expected))

[<Fact(Timeout = 120_000)>]
let ``a merge gives what its sources give`` () =
    Check.One(many, fun (lists: NonEmptyArray<int list>) ->
        let merged = Source.Merge(lists.Get |> Array.map (fun list -> Source.From(list).MapAsync(fun i -> later i))) |> collect
        List.sort merged = List.sort (List.concat lists.Get))

[<Fact(Timeout = 120_000)>]
let ``a loop through any graph ends, and completes each item that it took exactly once`` () =
    Check.One(many, Prop.forAll shapes (fun shape (seeds: int list) ->
        let taken, completed = ref 0, ref 0
        let inner = MemoryLoopQueue<int>()
        let queue =
            { new ILoopQueue<int, int> with
                member _.Count = inner.Count
                member _.AddAsync(item, token) = inner.AddAsync(item, token)
                member _.TakeAsync(token) = ValueTask<int>(task {
                    let! item = inner.TakeAsync token
                    Interlocked.Increment taken |> ignore
                    return item })
                member _.CompleteAsync(_, _) =
                    Interlocked.Increment completed |> ignore
                    ValueTask.CompletedTask }
        // A bounded number of results lead on, so that any body comes to an end.
        let left = ref 50
        let next n = if Interlocked.Decrement left >= 0 then Seq.singleton (n + 1) else Seq.empty
        let results = Source.Loop(Source.From(seeds), queue, stage shape, next, 3) |> collect
        taken.Value = completed.Value && queue.Count = 0L && taken.Value = seeds.Length + min 50 results.Length))

[<Fact(Timeout = 120_000)>]
let ``a loop over any tree visits every node once`` () =
    Check.One(many, fun (parents: int list) (parallelism: PositiveInt) ->
        // Node i + 1 hangs under an earlier node.
        let nodes = parents |> List.mapi (fun i p -> ((p % (i + 1)) + (i + 1)) % (i + 1), i + 1)
        let children = nodes |> List.groupBy fst |> Map.ofList |> Map.map (fun _ found -> List.map snd found)
        let lead node = children |> Map.tryFind node |> Option.defaultValue [] :> seq<int>
        let body = Stage.MapAsync((fun (n: int) -> later n), min parallelism.Get 8)
        let visited = Source.Loop(Source.From([ 0 ]), MemoryLoopQueue<int>(), body, lead) |> collect
        List.sort visited = [ 0 .. nodes.Length ])

[<Fact(Timeout = 120_000)>]
let ``a graph that is stopped gives all that it took, and a cancelled one nothing twice`` () =
    Check.One(many, Prop.forAll shapes (fun shape (cancel: bool) (NonNegativeInt after) ->
        let taken = Collections.Concurrent.ConcurrentQueue<int>()
        let out = Collections.Generic.List<int>()
        let items = Seq.initInfinite (fun i -> taken.Enqueue i; i)
        use reached = new ManualResetEventSlim(false)
        let watched = items |> Seq.map (fun i -> (if i = after then reached.Set()); i)
        let run = Source.From(watched).Via(stage shape).To(Sink.ForEach<int>(fun i -> out.Add i)).Run(FlowOptions(Capacity = 2))
        if not (reached.Wait(TimeSpan.FromSeconds 20.)) then failwith "the flow stands still"
        if cancel then run.Cancel() else run.Stop()
        let ended = Task.WhenAny(run.Completion, Task.Delay(TimeSpan.FromSeconds 20.)).Result
        if not (obj.ReferenceEquals(ended, run.Completion)) then failwith "the flow does not end"
        let count items = items |> List.countBy id |> Map.ofList
        let expected = taken |> List.ofSeq |> model shape |> count
        let actual = out |> List.ofSeq |> count
        if run.Completion.IsCompletedSuccessfully then actual = expected
        else cancel && actual |> Map.forall (fun item n -> n <= (expected |> Map.tryFind item |> Option.defaultValue 0))))

[<Fact(Timeout = 30_000)>]
let ``the F# example of the page works`` () =
    task {
        // <example>
        let fetch =
            Stage.TryMapAsync((fun (url: string) -> task {
                do! Task.Yield()
                return url.Length }), parallelism = 64).Named("fetch")

        let! lengths =
            Source.From([ "/"; "/a"; "/b" ])
                .Via(fetch)
                .Map(fun page -> page.Match((fun length -> length), (fun _ _ -> 0)))
                .Filter(fun length -> length > 1)
                .CollectAsync()
        // </example>

        Assert.Equal<int>([ 2; 2 ], lengths)
    }
