module Freshet.Properties.Values

open System
open System.Collections.Generic
open System.Threading.Tasks
open FsCheck
open FsCheck.FSharp
open Freshet.Values
open Xunit

type Kind =
    | Plain
    | Named of string
    | Nested of Kind list

type Shape =
    { Text: string
      Number: float
      Inner: Map<string, int list>
      Kinds: Kind list
      Other: (int * string) option }

let private cache = new ValueCache()

let private o (value: 'a) : obj =
    match box value with
    | null -> Unchecked.defaultof<obj>
    | some -> some

let private byKey<'a> (name: string) =
    cache.MemoizeSync((fun (_: 'a) -> 0), MemoizeOptions<'a, int>(Name = name))

let private same (a: 'a) (b: 'a) (f: MemoizedFunction<'a, int>) = f.KeyOf a = f.KeyOf b

// What FsCheck makes holds null strings, NaN and minus zero; F# calls NaN unequal to itself, and zero equal to minus zero.
let rec private text (value: obj) =
    match value with
    | :? float as d -> if Double.IsNaN d then "NaN" else sprintf "%A" (BitConverter.DoubleToInt64Bits d)
    | other -> sprintf "%A" other

let private check property = Check.One(Config.QuickThrowOnFailure.WithMaxTest 500, property)

[<Fact(Timeout = 60_000)>]
let ``records, lists, maps and unions have one key if and only if they are equal`` () =
    let f = byKey<Shape> "shape"
    check (fun (a: Shape) (b: Shape) -> same a a f && (Double.IsNaN a.Number || same a b f = (a = b && text a.Number = text b.Number)))

[<Fact(Timeout = 60_000)>]
let ``parts of strings never run into each other`` () =
    let f = byKey<string list * string> "strings"
    check (fun (a: string list * string) (b: string list * string) -> same a b f = (a = b))
    let g = cache.MemoizeSync((fun (_: string) (_: string) -> 0), MemoizeOptions<struct (string * string), int>(Name = "two"))
    check (fun (a: char list) (b: char list) (i: int) ->
        let a, b = String(Array.ofList a), String(Array.ofList b)
        let all = a + b
        let cut = if all.Length = 0 then 0 else abs (i % (all.Length + 1))
        let other = struct (all.Substring(0, cut), all.Substring cut)
        (g.KeyOf(struct (a, b)) = g.KeyOf other) = (struct (a, b) = other))

[<Fact(Timeout = 60_000)>]
let ``characters that keys are made of are safe in arguments`` () =
    let f = byKey<string list> "odd"
    let odd = Gen.elements [ "&"; "="; ";"; "s1;a"; "]"; "["; "~"; "#"; "."; "\000"; "\ud800"; "" ] |> Gen.listOf |> Gen.map (String.concat "")
    let lists = Gen.listOf odd |> Gen.two |> Arb.fromGen
    check (Prop.forAll lists (fun (a, b) -> same a b f = (a = b)))

[<Fact(Timeout = 60_000)>]
let ``floating point numbers have one key if and only if they have the same bits or are both not a number`` () =
    let f = byKey<float> "float"
    let special = Gen.elements [ nan; -nan; 0.0; -0.0; infinity; -infinity; Double.Epsilon; Double.MaxValue; 0.1; 0.1 + 1e-17; 1.0 / 3.0 ]
    let floats = Gen.oneof [ special; ArbMap.defaults |> ArbMap.generate<float> ] |> Gen.two |> Arb.fromGen
    check (Prop.forAll floats (fun (a, b) -> same a b f = (text a = text b)))

[<Fact(Timeout = 60_000)>]
let ``sets and maps have one key in whatever order they were filled`` () =
    let sets = byKey<IReadOnlySet<string>> "set"
    let maps = byKey<IReadOnlyDictionary<string, HashSet<int>>> "map"
    check (fun (items: char list list) (seed: int) ->
        let items = items |> List.map (fun chars -> String(Array.ofList chars)) |> List.distinct
        let mixed = items |> List.sortBy (fun s -> HashCode.Combine(s, seed))
        let set (order: string list) = HashSet<string>(order) :> IReadOnlySet<string>
        let map (order: string list) =
            Dictionary<string, HashSet<int>>(order |> List.map (fun s -> KeyValuePair(s, HashSet<int>([ s.Length; 0; -1 ] |> if order = items then id else List.rev))))
            :> IReadOnlyDictionary<string, HashSet<int>>
        same (set items) (set mixed) sets && same (map items) (map mixed) maps
        && (items.IsEmpty || not (same (set items) (set items.Tail) sets)))

[<Fact(Timeout = 60_000)>]
let ``objects of different types or kinds differ though they look alike`` () =
    let f = byKey<obj> "object"
    let all: obj list =
        [ 1; 1L; 1uy; 1.0; 1.0f; 1m; 1.0m; "1"; '1'; true; [| 1 |]; [ "1" ]; o (Some 1); struct (1, 1); DayOfWeek.Monday; DateTimeKind.Utc
          DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc); DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Local)
          DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero); DateOnly(2026, 1, 1); TimeSpan.FromTicks 1L; Uri "http://a/"; "http://a/"
          array2D [ [ 1; 2 ]; [ 3; 4 ] ]; array2D [ [ 1; 2; 3; 4 ] ]; [| 1; 2; 3; 4 |]; Guid.Empty; String('0', 32); Unchecked.defaultof<obj>; "~"; ""
          [| [| 1 |]; [| 2 |] |]; [| [| 1; 2 |] |]; [| [| 1; 2 |]; [||] |]; HashSet [ 1 ]; dict [ 1, 1 ]; Named "a"; Plain; Nested []; typeof<int> ]
    let keys = all |> List.map f.KeyOf
    Assert.Equal(keys.Length, (List.distinct keys).Length)

[<Fact(Timeout = 60_000)>]
let ``what has no value to be told apart by is refused`` () =
    let f = byKey<obj> "object"
    for bad in [ obj (); o (Func<int>(fun () -> 1)); o (new IO.MemoryStream()); o Task.CompletedTask ] do
        Assert.Throws<InvalidOperationException>(fun () -> f.KeyOf bad |> ignore) |> ignore

[<Fact(Timeout = 60_000)>]
let ``results are removed by exactly those arguments that are given`` () =
    check (fun (a: Shape) (b: Shape) (chars: char list) ->
        let texts = String(Array.ofList chars)
        let cache = new ValueCache()
        let f = cache.MemoizeSync((fun (_: Shape) (_: string) -> 0), MemoizeOptions<struct (Shape * string), int>(Name = "partial"))
        let name = "arg1"
        [ struct (a, ""); struct (b, texts); struct (a, texts) ] |> List.iter (fun args -> f.Call args |> ignore)
        let names = (f.KeyOf(struct (a, ""))).Split('#')[1]
        let first = names.Substring(0, names.IndexOf '=')
        let removed = f.RemoveWhereAsync([ KeyValuePair(first, o a) ]).AsTask().Result
        let expected = [ struct (a, ""); struct (b, texts); struct (a, texts) ] |> List.distinctBy f.KeyOf |> List.filter (fun (struct (s, _)) -> f.KeyOf(struct (s, "")) = f.KeyOf(struct (a, "")))
        name.Length > 0 && int removed = expected.Length)

[<Fact(Timeout = 60_000)>]
let ``tasks and plain functions are memoised from F#`` () =
    task {
        use cache = new ValueCache()
        let mutable runs = 0
        let load = cache.Memoize((fun (id: int) (name: string) -> task { return $"{id} {name}" }), MemoizeOptions(Name = "load"))
        let add = cache.MemoizeSync((fun (a: int) (b: int) -> a + b), MemoizeOptions(Name = "add"))
        let! first = load.CallAsync(1, "a")
        let! again = load.CallAsync(1, "a")
        Assert.Equal("1 a", first)
        Assert.Same(first, again)
        Assert.Equal(3, add.Call(1, 2))
        let! value = cache.GetOrCreateAsync("key", (fun _ -> task { return 5 }))
        let! other = cache.GetOrCreateAsync("key", (fun _ -> ValueTask<int> 6))
        let! context = cache.GetOrCreateAsync("context", (fun (context: FactoryContext) _ -> task {
            context.Lifetime <- TimeSpan.FromSeconds 1.0
            return 7 }))
        Assert.Equal<int list>([ 5; 5; 7 ], [ value; other; context ])
        Assert.Equal(0, runs)
        runs <- 1
        match (cache.TryGet<int> "key") with
        | true, found -> Assert.Equal(5, found)
        | false, _ -> Assert.Fail "not in memory"
    }
