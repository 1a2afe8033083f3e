module Ranges

open System
open FsCheck.FSharp
open Xunit
open Freshet.Http
open Freshet.Rules
open Freshet.Storage

let private position = Gen.oneof [ Gen.choose (0, 30) |> Gen.map int64; Gen.constant Int64.MaxValue ]
let private spec = Gen.map2 (fun (a: int64) (b: int64) -> [ $"{min a b}-{max a b}"; $"{a}-"; $"-{a}"; $"{a}-{b}"; "x"; ""; "-" ]) position position |> Gen.bind Gen.elements
let private header = Gen.nonEmptyListOf spec |> Gen.map (List.truncate 4 >> fun parts -> "bytes=" + String.Join(",", parts))
let private stored (length: int) = BodyDescriptor(BodyId(1UL, 2UL), int64 length, (if length = 0 then [||] else [| BodySegment(length, 1UL) |]))

let private fields pairs = HeaderFields(pairs |> List.map (fun (name, value) -> HeaderField(name, value)))

let private head status pairs (length: int) =
    StoredHead.Of(RequestHead.Get(Uri "http://example.org/page"), ResponseHead(status, fields pairs), stored length, CachePolicy.Private, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch)

let private request (range: string) = RequestHead.Get(Uri "http://example.org/page", fields [ "Range", range ])

[<Fact(Timeout = 60_000)>]
let ``ranges that can be read are written and read as the same`` () =
    Http.check 3000 header (fun text ->
        match ByteRanges.Parse(text.AsSpan()) with
        | null -> true
        | ranges ->
            match ByteRanges.Parse((ranges.ToString()).AsSpan()) with
            | null -> false
            | again -> Seq.toList again = Seq.toList ranges)

[<Fact(Timeout = 60_000)>]
let ``a Content-Range is read as it was written`` () =
    let cases = Gen.three (Gen.choose (0, 1000))

    Http.check 2000 cases (fun (first, length, more) ->
        let span = ByteSpan(int64 first, int64 (first + length))
        let range = ContentRange(Nullable span, (if more = 0 then Nullable() else Nullable(span.Last + int64 more)))
        ContentRange.Parse((range.ToString()).AsSpan()) = Nullable range)

[<Fact(Timeout = 60_000)>]
let ``an answered range lies in the representation, and in what is stored of it`` () =
    let cases = Gen.zip header (Gen.three (Gen.choose (0, 12)))

    Http.check 5000 cases (fun (range, (first, stored, rest)) ->
        let stored = stored + 1
        let total = first + stored + rest
        let part = head 206 [ "Content-Range", $"bytes {first}-{first + stored - 1}/{total}" ] stored
        let whole = head 200 [] total
        let inside (span: ByteSpan) = span.First >= int64 first && span.Last < int64 (first + stored) && span.Length > 0L
        let fits (span: ByteSpan) = span.First >= 0L && span.Last < int64 total && span.Length > 0L

        (match RangeSelection.Decide(request range, part) with
         | :? RangeDecision.Part as p -> inside p.Span
         | :? RangeDecision.Parts as p -> p.Spans |> Seq.forall inside
         | :? RangeDecision.Whole -> false
         | _ -> true)
        && (match RangeSelection.Decide(request range, whole) with
            | :? RangeDecision.Part as p -> fits p.Span
            | :? RangeDecision.Parts as p -> p.Spans |> Seq.forall fits
            | :? RangeDecision.NotStored -> false
            | _ -> true))

[<Fact(Timeout = 60_000)>]
let ``parts with the same strong validator make the representation that they are parts of`` () =
    let cases = Gen.four (Gen.choose (0, 20))

    Http.check 5000 cases (fun (a, b, c, d) ->
        let bytes = Array.init 21 byte
        let s1, r1 = min a b, max a b
        let s2, r2 = min c d, max c d
        let range (x: int) (y: int) = $"bytes {x}-{y}/21"
        let part x y = [ "Content-Range", range x y; "ETag", "\"v\"" ]
        let old = head 206 (part s1 r1) (r1 - s1 + 1)

        match Option.ofNullable (PartialContent.Combine(old, ResponseHead(206, fields (part s2 r2)))) with
        | None -> s2 > r1 + 1 || s1 > r2 + 1
        | Some combined ->
            let target = Array.zeroCreate<byte> (int combined.Span.Length)
            PartialContent.Join(ByteSpan(int64 s1, int64 r1), ReadOnlySpan bytes[s1..r1], ByteSpan(int64 s2, int64 r2), ReadOnlySpan bytes[s2..r2], Span target)

            target = bytes[int combined.Span.First .. int combined.Span.Last]
            && combined.IsComplete = (combined.Span.Length = 21L)
            && combined.Span.Contains(ByteSpan(int64 s1, int64 r1))
            && combined.Span.Contains(ByteSpan(int64 s2, int64 r2)))

[<Fact(Timeout = 60_000)>]
let ``any Range and Content-Range get a decision`` () =
    let cases = Gen.zip Http.request Http.exchange

    Http.check 10_000 cases (fun (req, (_, h)) ->
        RangeSelection.Decide(req, h) |> ignore
        PartialContent.Completion(req, h) |> ignore
        PartialContent.Combine(h, h.ToResponse()) |> ignore
        PartialContent.IsStorable(req, h.ToResponse()) |> ignore
        StoredPart.Of h |> ignore
        true)
