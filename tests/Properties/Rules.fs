module Rules

open System
open FsCheck.FSharp
open Xunit
open Freshet.Http
open Freshet.Rules
open Freshet.Storage

[<Fact(Timeout = 60_000)>]
let ``every decision is made for any header soup`` () =
    let cases =
        gen {
            let! req = Http.request
            let! res = Http.response
            let! heads = Http.record
            let! p = Http.policy
            let! now = Http.time
            return req, res, heads, p, now
        }

    Http.check 3000 cases (fun (req, res, heads, p, now) ->
        Storability.Decide(req, res, p) |> ignore
        Invalidation.Uris(req, res) |> ignore
        Freshening.Decide(req, heads, res, p, now, now) |> ignore

        for head in heads do
            let facts = head.Facts
            StaleResponses.OnError(&facts, req, OriginFailure.Disconnected, p, now) |> ignore
            Precondition.NotModified(req.Fields, head) |> ignore

        Reuse.Decide(req, heads, p, now).Match((fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true)))

[<Fact(Timeout = 60_000)>]
let ``a response that is stale once is never fresh again`` () =
    let cases =
        gen {
            let! _, head = Http.exchange
            let! p = Http.policy
            let! a = Http.time
            let! b = Http.time
            return head, p, min a b, max a b
        }

    let plain = RequestHead.Get(Uri "http://example.org/page")

    let fresh (head: StoredHead) p now =
        match Reuse.Decide(plain, [| head |], p, now) with
        | :? ReuseDecision.Fresh -> true
        | _ -> false

    Http.check 3000 cases (fun (head, p, early, late) -> fresh head p early || not (fresh head p late))

[<Fact(Timeout = 60_000)>]
let ``age is never negative and grows by no more than the time that passes`` () =
    let cases =
        gen {
            let! _, head = Http.exchange
            let! a = Http.time
            let! b = Http.time
            return head, min a b, max a b
        }

    Http.check 3000 cases (fun (head, early, late) ->
        let facts = head.Facts
        let before, after = CurrentAge.Of(&facts, early), CurrentAge.Of(&facts, late)
        before >= TimeSpan.Zero && after >= before && after - before <= late - early)

[<Fact(Timeout = 60_000)>]
let ``what is not to be stored by no-store is never reused without validation`` () =
    let cases = Gen.map2 (fun (req, head: StoredHead) now -> req, head, now) Http.exchange Http.time

    Http.check 2000 cases (fun (req, head, now) ->
        match Reuse.Decide(req, [| head |], CachePolicy.Private, now) with
        | :? ReuseDecision.Fresh -> not (head.Facts.Has ResponseFlags.NoStore) || head.Facts.Has ResponseFlags.MustUnderstand
        | _ -> true)

[<Fact(Timeout = 60_000)>]
let ``freshening keeps the body, the status and the fields that describe the body`` () =
    let cases =
        gen {
            let! req = Http.request
            let! heads = Http.record
            let! f = Http.fields
            let! p = Http.policy
            let! now = Http.time
            return req, heads, ResponseHead(304, f), p, now
        }

    Http.check 2000 cases (fun (req, heads, notModified, p, now) ->
        match Freshening.Decide(req, heads, notModified, p, now, now) with
        | :? FresheningDecision.Freshen as freshen ->
            freshen.Updates
            |> Seq.forall (fun update ->
                update.New.Body = update.Old.Body
                && update.New.Status = update.Old.Status
                && update.New.Fields.Combined "Content-Length" = update.Old.Fields.Combined "Content-Length")
        | _ -> true)

[<Fact(Timeout = 60_000)>]
let ``a request selects the response that was stored for it`` () =
    Http.check 2000 Http.exchange (fun (req, head) ->
        let vary = VaryFields.Parse head.Fields
        vary.IsAny || head.Selecting.Match req.Fields)

[<Fact(Timeout = 60_000)>]
let ``every date that can be written is read back`` () =
    let seconds = Gen.choose (0, Int32.MaxValue) |> Gen.map (fun s -> DateTimeOffset.UnixEpoch.AddSeconds(float s * 80.0))
    Http.check 2000 seconds (fun time -> HttpDate.Parse(HttpDate.Format(time).AsSpan(), time) = Nullable time)
