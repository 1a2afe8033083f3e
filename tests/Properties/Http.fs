module Http

open System
open FsCheck
open FsCheck.FSharp
open Freshet.Http
open Freshet.Rules
open Freshet.Storage

/// Header soup: values made of the pieces that field grammars are made of, whole and broken.
let private pieces =
    [| "max-age"; "s-maxage"; "no-cache"; "no-store"; "private"; "public"; "must-revalidate"; "proxy-revalidate"; "must-understand"
       "immutable"; "stale-while-revalidate"; "stale-if-error"; "max-stale"; "min-fresh"; "only-if-cached"; "="; "="; "="; ","; ","; ", "
       "\""; "\\"; " "; "\t"; ";"; "*"; "W/"; "\"a\""; "\"b\""; "0"; "1"; "60"; "-1"; "3600"; "1.5"; "99999999999999999999"; "GMT"; "é"; "\u0000"; "日"
       "Sun, 06 Nov 1994 08:49:37 GMT"; "Sunday, 06-Nov-94 08:49:37 GMT"; "Sun Nov  6 08:49:37 1994"; "Thu, 01 Jan 2026 12:00:00 GMT"
       "Fri, 31 Dec 9999 23:59:59 GMT"; "Mon, 01 Jan 0001 00:00:00 GMT"; "max-age=60"; "max-age=3600"; "max-age=86400"; "s-maxage=600"; "public"; "Accept"; "Cookie"; "chunked"; "bytes=0-1"; "gzip"; ";q=0.5"
       "bytes=-5"; "bytes 0-4/10"; "bytes */10"; "lines=1-2"; "no-cache=\"Set-Cookie\""; "private=\"A, B\""; "?1"; "?0"; "(\"a\")"; ";x=1"; "w/"; "'"; "\u007f"; "de"; "q=x" |]

let private names =
    [| "Cache-Control"; "Cache-Control"; "cache-control"; "Expires"; "Date"; "Age"; "Last-Modified"; "ETag"; "Vary"; "Pragma"; "Connection"
       "Range"; "If-None-Match"; "If-Modified-Since"; "If-Match"; "If-Range"; "Accept"; "Cookie"; "Authorization"; "Content-Length"; "Location"
       "Content-Location"; "X-Other"; ""; "CDN-Cache-Control"; "CDN-Cache-Control"; "Content-Range"; "No-Vary-Search"; "Cache-Status"
       "Accept-Language"; "Content-Language"; "If-Unmodified-Since"; "Set-Cookie"; "Warning" |]

let private value = Gen.listOf (Gen.elements pieces) |> Gen.map (fun parts -> String.Join("", parts |> List.truncate 6))
let private line = Gen.map2 (fun name value -> HeaderField(name, value)) (Gen.elements names) value
let fields = Gen.listOf line |> Gen.map (fun lines -> HeaderFields(lines |> List.truncate 12))
let private uri = Uri "http://example.org/page"

let request =
    Gen.map2 (fun (m: string) f -> RequestHead(m, uri, f)) (Gen.frequency [ 8, Gen.constant "GET"; 1, Gen.elements [ "HEAD"; "POST"; "" ] ]) fields

let response =
    Gen.map2 (fun (status: int) f -> ResponseHead(status, f)) (Gen.elements [ 200; 200; 200; 204; 206; 301; 304; 404; 500; 599; 700; 100 ]) fields

let time = Gen.choose (-200000, 200000) |> Gen.map (fun s -> DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).AddSeconds(float s / 2.0))
let policy = Gen.elements [ CachePolicy.Private; CachePolicy.ForShared; CachePolicy(HeuristicLifetimeWithoutDate = TimeSpan.FromMinutes 5.0) ]

let private segments =
    Gen.listOf (Gen.map2 (fun (n: int) (d: uint64) -> BodySegment(n, d)) (Gen.choose (1, StoreLimits.MaxSegmentBytes)) (ArbMap.generate<uint64> ArbMap.defaults))
    |> Gen.map (List.truncate 4)

let body =
    segments |> Gen.map (fun s -> BodyDescriptor(BodyId.New(), s |> List.sumBy (fun x -> int64 x.Length), List.toArray s))

let exchange =
    gen {
        let! req = request
        let! res = response
        let! b = body
        let! p = policy
        let! sent = time
        let! received = time
        return req, StoredHead.Of(req, res, b, p, sent, received)
    }

let record =
    Gen.listOf exchange
    |> Gen.map (List.truncate 5 >> List.fold (fun (heads: StoredHeads) (req, head) -> heads.With(head, req) |> fst) StoredHeads.Empty)

let check runs generator (property: 'a -> bool) =
    Check.One(Config.QuickThrowOnFailure.WithMaxTest runs, Prop.forAll (Arb.fromGen generator) property)
