module Structured

open System
open FsCheck.FSharp
open Xunit
open Freshet.Http

let private text (alphabet: string) = Gen.listOf (Gen.elements (Seq.toList alphabet)) |> Gen.map (List.truncate 8 >> Array.ofList >> String)
let private key = Gen.map2 (fun (c: char) (rest: string) -> string c + rest) (Gen.elements [ 'a'; 'z'; '*' ]) (text "az09_-.*")
let private token = Gen.map2 (fun (c: char) (rest: string) -> string c + rest) (Gen.elements [ 'a'; 'Z'; '*' ]) (text "aZ0!#$%&'*+-.^_`|~:/")
let private integer = Gen.choose64 (-999_999_999_999_999L, 999_999_999_999_999L)

let private bare =
    Gen.oneof
        [ ArbMap.defaults |> ArbMap.generate<bool> |> Gen.map BareItem.OfBoolean
          integer |> Gen.map BareItem.OfInteger
          integer |> Gen.map (fun n -> BareItem.OfDecimal(decimal n / 1000m))
          text "a \"\\~!0" |> Gen.map BareItem.OfString
          token |> Gen.map BareItem.OfToken
          ArbMap.defaults |> ArbMap.generate<byte[]> |> Gen.map (fun bytes -> BareItem.OfBytes(bytes.AsSpan()))
          integer |> Gen.map BareItem.OfDate
          text "aé%\"日\n " |> Gen.map BareItem.OfDisplayString ]

let private pairs value = Gen.listOf (Gen.map2 (fun k v -> Collections.Generic.KeyValuePair<string, _>(k, v)) key value) |> Gen.map (List.truncate 3)
let private item = Gen.map2 (fun value (p: Collections.Generic.KeyValuePair<string, BareItem> list) -> StructuredItem(value, StructuredParameters p)) bare (pairs bare)

let private listMember =
    Gen.oneof
        [ item |> Gen.map (fun (i: StructuredItem) -> StructuredMember i)
          Gen.map2
              (fun (items: StructuredItem list) (p: Collections.Generic.KeyValuePair<string, BareItem> list) ->
                  StructuredMember(List.toArray (List.truncate 3 items), StructuredParameters p))
              (Gen.listOf item)
              (pairs bare) ]

/// Pieces of structured fields, put together at random.
let private soup =
    let pieces =
        [| "a"; "*"; "key"; "="; "="; ";"; ","; ", "; " "; "\t"; "("; ")"; "\""; "\\"; "\"x\""; "?0"; "?1"; "?"; ":"; ":YQ==:"; ":YQ:"; "@1"; "@"; "%\""; "%\"a%c3%a9\""; "1"; "-"; "-1"; "1.5"; "1.2345"
           "9999999999999999"; "."; "é"; "\u0000"; "params"; "except"; "hit"; "fwd=miss"; "no-store"; "max-age=60" |]

    Gen.listOf (Gen.elements pieces) |> Gen.map (List.truncate 10 >> fun parts -> String.Join("", parts))

let private list (s: string) =
    match StructuredList.TryParse(s.AsSpan()) with
    | true, NonNull list -> Some(list.ToString())
    | _ -> None

let private dictionary (s: string) =
    match StructuredDictionary.TryParse(s.AsSpan()) with
    | true, NonNull dictionary -> Some(dictionary.ToString())
    | _ -> None

let private single (s: string) =
    match StructuredItem.TryParse(s.AsSpan()) with
    | true, item -> Some(item.ToString())
    | _ -> None

[<Fact(Timeout = 60_000)>]
let ``an item is read as it was written`` () =
    Http.check 3000 item (fun i ->
        let ok, again = StructuredItem.TryParse((i.ToString()).AsSpan())
        ok && again.Value = i.Value && Seq.toList again.Parameters = Seq.toList i.Parameters)

[<Fact(Timeout = 60_000)>]
let ``a list is read as it was written`` () =
    Http.check 2000 (Gen.listOf listMember) (fun members ->
        let written = StructuredList(List.truncate 4 members).ToString()
        list written = Some written)

[<Fact(Timeout = 60_000)>]
let ``a dictionary is read as it was written`` () =
    Http.check 2000 (pairs listMember) (fun members ->
        let written = StructuredDictionary(members).ToString()
        dictionary written = Some written)

[<Fact(Timeout = 60_000)>]
let ``any text parses or not, and what parses is written and parsed to the same`` () =
    Http.check 20_000 soup (fun s ->
        NoVarySearch.Parse(s.AsSpan()) |> ignore
        CacheStatus.Parse(s.AsSpan()) |> ignore
        [ list; dictionary; single ] |> List.forall (fun parse -> parse s |> Option.forall (fun written -> parse written = Some written)))

[<Fact(Timeout = 60_000)>]
let ``a Cache-Status member is read as it was written, and appended behind the others`` () =
    let members =
        gen {
            let! name = token
            let! flags = Gen.choose (0, 7)
            let! ttl = Gen.choose (-1000, 100000)
            let! status = Gen.choose (200, 599)
            let! forward = Gen.elements [ CacheForward.Stale; CacheForward.UriMiss ]
            let! cacheKey = text "ab/ \"\\?"
            let! detail = Gen.oneof [ token; text "a b" ]

            return
                CacheStatusMember(
                    name,
                    Hit = (flags &&& 1 > 0),
                    Stored = (flags &&& 2 > 0),
                    Collapsed = (flags &&& 4 > 0),
                    TimeToLive = Nullable(int64 ttl),
                    ForwardStatus = Nullable status,
                    Forward = forward,
                    Key = cacheKey,
                    Detail = detail
                )
        }

    Http.check 2000 (Gen.two members) (fun (first, second) ->
        let fields = CacheStatus.Append(CacheStatus.Append(HeaderFields.Empty, first), second)
        Seq.toList (CacheStatus.Of fields) = [ first; second ] && fields.Count = 1)

let private query =
    let names = Gen.elements [ "a"; "b"; "c"; "%61"; "a+b"; "é"; "" ]
    Gen.listOf (Gen.map2 (fun n v -> $"{n}={v}") names (Gen.elements [ ""; "1"; "2"; "%31" ])) |> Gen.map (List.truncate 5 >> fun parts -> String.Join("&", parts))

let private variance =
    Gen.elements [ ""; "key-order"; "params"; "params=(\"a\")"; "params, except=(\"a\")"; "key-order, params=(\"b\" \"c\")"; "key-order, params, except=(\"a+b\")" ]
    |> Gen.map (fun s -> NoVarySearch.Parse(s.AsSpan()))

let private uri (q: string) = Uri $"http://example.org/page?{q}"

[<Fact(Timeout = 60_000)>]
let ``being equivalent by No-Vary-Search is an equivalence, and the simplified URI stands for its class`` () =
    Http.check 5000 (Gen.zip variance (Gen.three query)) (fun (v, (a, b, c)) ->
        let a, b, c = uri a, uri b, uri c

        v.Equivalent(a, a)
        && v.Equivalent(a, b) = v.Equivalent(b, a)
        && (not (v.Equivalent(a, b) && v.Equivalent(b, c)) || v.Equivalent(a, c))
        && (v.IsDefault || v.Equivalent(a, Uri(v.Simplify a)))
        && NoVarySearch.Parse((v.ToString()).AsSpan()).Simplify a = v.Simplify a)
