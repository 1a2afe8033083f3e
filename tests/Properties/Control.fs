module Control

open System
open FsCheck
open FsCheck.FSharp
open Xunit
open Freshet.Caching
open Freshet.Control
open Freshet.Http
open Freshet.Rules

let private span = Gen.choose (0, 100_000) |> Gen.map (fun seconds -> TimeSpan.FromSeconds(float seconds))

let private lifetime =
    Gen.oneof
        [ Gen.map (fun (value: TimeSpan) -> Lifetime.For value) span
          Gen.map (fun (value: DateTimeOffset) -> Lifetime.Until value) Http.time
          Gen.elements [ Lifetime.Never; Lifetime.Immediately; Lifetime.DoNotStore ] ]

let private maybe (some: Gen<'a>) : Gen<'a option> = Gen.oneof [ Gen.constant None; Gen.map Some some ]

let private coin = Gen.elements [ true; false ]

let private wishes =
    gen {
        let! life = maybe lifetime
        let! ignored = Gen.choose (0, (1 <<< 13) - 1)
        let! refresh = Gen.elements [ RefreshMode.None; RefreshMode.Soft; RefreshMode.Hard ]
        let! bound = maybe span
        let! force = coin
        let! stored = coin
        let! count = Gen.choose (0, 4)
        let! tags = Gen.listOfLength count (Gen.elements [ "a"; "b"; "c" ])

        return
            RequestCacheOptions(
                Lifetime = Option.toObj life,
                Ignore = enum<IgnoredDirectives> ignored,
                Refresh = refresh,
                ForceStore = force,
                OnlyIfCached = stored,
                Tags = List.toArray tags,
                Stale = StaleOptions(IfError = Option.toNullable bound, WhileRevalidating = Option.toNullable bound, Accepted = Option.toNullable bound)
            )
    }

[<Fact(Timeout = 60_000)>]
let ``an explanation is given for any exchange and any wishes`` () =
    let cases =
        gen {
            let! req = Http.request
            let! res = Http.response
            let! policy = Http.policy
            let! all = wishes
            let! own = wishes
            let! now = Http.time
            return req, res, HttpCacheOptions(Policy = policy, Defaults = all), own, now
        }

    Http.check 10_000 cases (fun (req, res, options, own, now) ->
        let explanation = Explanation.Of(req, res, options, now, now, own)
        explanation.Age >= TimeSpan.Zero && explanation.Lifetime.Value >= TimeSpan.Zero)

[<Fact(Timeout = 60_000)>]
let ``what is asked about is never used without asking, and what is only stored never asked about`` () =
    let cases =
        gen {
            let! req = Http.request
            let! heads = Http.record
            let! policy = Http.policy
            let! now = Http.time
            return req, heads, policy, now
        }

    Http.check 2000 cases (fun (req, heads, policy, now) ->
        let decide refresh stored =
            Reuse.Decide(req, heads, CachePolicy(Shared = policy.Shared, Refresh = refresh, OnlyIfCached = stored), now)

        let isFresh (decision: ReuseDecision) = decision :? ReuseDecision.Fresh

        let asks (decision: ReuseDecision) =
            match decision with
            | :? ReuseDecision.Stale
            | :? ReuseDecision.Miss
            | :? ReuseDecision.Bypass -> true
            | _ -> false

        let asked = req.Fields.Contains "Cache-Control"

        (asked || not (isFresh (decide RefreshMode.Soft false)))
        && (asked || not (isFresh (decide RefreshMode.Hard false)))
        && not (asks (decide RefreshMode.Hard true)))

[<Fact(Timeout = 60_000)>]
let ``a lifetime is read as it was written`` () =
    Http.check 1000 lifetime (fun life ->
        let ok, again = Lifetime.TryParse(life.ToString())
        ok && again = life)

[<Fact(Timeout = 60_000)>]
let ``wishes taken together do not depend on how they are grouped`` () =
    let three = Gen.map3 (fun a b c -> a, b, c) wishes wishes wishes

    let seen (o: RequestCacheOptions) =
        o.Lifetime, o.Ignore, o.Refresh, o.ForceStore, o.OnlyIfCached, o.Stale, List.ofSeq (Seq.distinct o.Tags)

    Http.check 500 three (fun (a, b, c) -> seen (a.And(b).And(c)) = seen (a.And(b.And(c))))

[<Fact(Timeout = 60_000)>]
let ``filters may be tasks, and wishes are made by name`` () =
    let filter =
        CacheFilter
            .Requests(fun request -> request.Uri.Host <> "example.net")
            .And(CacheFilter.Responses(fun _ response _ -> task { return response.Status = 200 }))

    let options =
        HttpCacheOptions(
            Defaults = RequestCacheOptions(Storing = StoringOptions(Filter = filter)).And(RequestCacheOptions(Lifetime = Lifetime.Never)),
            Rules = [| UrlRule.Glob("example.org", RequestCacheOptions(Bypass = true)) |]
        )

    use message = new System.Net.Http.HttpRequestMessage(System.Net.Http.HttpMethod.Get, "http://example.org/")

    match message.CacheFor(TimeSpan.FromHours 1.0).GetCacheOptions() with
    | null -> Assert.Fail "the wishes are gone"
    | wishes -> Assert.Equal(Lifetime.For(TimeSpan.FromHours 1.0), wishes.Lifetime)
    Assert.Equal(1, options.Rules.Count)
