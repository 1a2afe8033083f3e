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

    Http.check 20_000 cases (fun (req, res, heads, p, now) ->
        Storability.Decide(req, res, p) |> ignore
        Invalidation.Uris(req, res) |> ignore
        Freshening.Decide(req, heads, res, p, now, now) |> ignore
        HeadFreshening.Decide(req, heads, res, p, now, now) |> ignore

        for head in heads do
            let facts = head.Facts
            StaleResponses.OnError(&facts, req, OriginFailure.Disconnected, p, now) |> ignore
            Precondition.NotModified(req.Fields, head) |> ignore

        let decision = Reuse.Decide(req, heads, p, now)
        let account = CacheAccount.Of("freshet", decision, true)
        let status = CacheStatus.Of(CacheStatus.Append(res.Fields, account))

        status.Count > 0
        && status[status.Count - 1] = account
        && decision.Match((fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true), (fun _ -> true)))

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

[<Fact(Timeout = 60_000)>]
let ``freshening twice by the same response is freshening once`` () =
    let cases =
        gen {
            let! req = Http.request
            let! _, head = Http.exchange
            let! f = Http.fields
            let! p = Http.policy
            let! now = Http.time
            return req, head, ResponseHead(304, f), p, now
        }

    let lines (head: StoredHead) = head.Fields |> Seq.map (fun line -> $"{line.Name}: {line.Value}") |> Seq.sort |> Seq.toList

    Http.check 3000 cases (fun (req, head, notModified, p, now) ->
        match Freshening.Decide(req, [| head |], notModified, p, now, now) with
        | :? FresheningDecision.Freshen as once ->
            match Freshening.Decide(req, [| once.Selected |], notModified, p, now, now) with
            | :? FresheningDecision.Freshen as twice ->
                twice.Selected.Facts = once.Selected.Facts && lines twice.Selected = lines once.Selected
            | _ -> true
        | _ -> true)

[<Fact(Timeout = 60_000)>]
let ``any field values parse, and what Cache-Control says is written and read as the same`` () =
    Http.check 40_000 Http.fields (fun f ->
        let control = CacheControl.Parse f
        CacheControl.Parse(f, [| "CDN-Cache-Control" |]) |> ignore
        VaryFields.Parse f |> ignore
        EntityTag.Of f |> ignore
        ByteRanges.Of f |> ignore
        ContentRange.Of f |> ignore
        NoVarySearch.Of f |> ignore
        CacheStatus.Of f |> ignore
        let written = control.ToString()
        CacheControl.Parse(written.AsSpan()).ToString() = written)

[<Fact(Timeout = 60_000)>]
let ``selecting fields match whatever the spaces, the lines and the case of names`` () =
    let cases = Gen.zip (Gen.elements [ "A"; "Accept"; "Accept-Language"; "Cookie" ]) (Gen.nonEmptyListOf (Gen.elements [ "x"; "y;q=0.5"; "en"; "de;q=0.1" ]))

    Http.check 3000 cases (fun (name, values) ->
        let vary = VaryFields.Parse(HeaderFields [ HeaderField("Vary", name.ToUpperInvariant()) ])
        let one = HeaderFields [ HeaderField(name, String.Join(",", values)) ]
        let spaced = HeaderFields [ HeaderField(name.ToLowerInvariant(), String.Join(" ,  ", values)) ]
        let lines = HeaderFields(values |> List.map (fun value -> HeaderField(name, value)))
        let selecting = SelectingFields.Of(one, vary)
        selecting.Match one && selecting.Match spaced && selecting.Match lines && not (selecting.Match HeaderFields.Empty))

[<Fact(Timeout = 60_000)>]
let ``what is made conditional still has all that the caller asked, and only validators of what is stored beside it`` () =
    let cases = Gen.zip Http.request Http.record

    Http.check 3000 cases (fun (req, heads) ->
        let sent = ConditionalRequest.For(req, Seq.toArray heads)
        let kept = sent.Fields |> Seq.filter (fun line -> not (Seq.contains (line.Name.ToUpperInvariant()) [ "IF-NONE-MATCH"; "IF-MODIFIED-SINCE" ]))
        Seq.forall (fun line -> Seq.contains line req.Fields) kept && sent.Method = req.Method && sent.Uri = req.Uri)
