module Transfer

open System
open System.Buffers
open System.IO
open System.Text
open System.Threading
open FsCheck.FSharp
open Xunit
open Freshet.Http
open Freshet.Rules
open Freshet.Storage
open Freshet.Stores

/// Text of everything that forms of text treat specially.
let private pieces =
    [| "a"; "b: c"; " "; "  "; "\t"; "\n"; "\n"; "\r\n"; "\r"; "#"; " #"; ":"; "'"; "\""; "\\"; "\\n"; "---"; "\n---\n"; "...\n"; "- "; "? "; "| "; ">"; "&a"; "*a"; "!b"; "%"; "@"; "`"; "{"; "}"; "["; "]"; ","
       "null"; "~"; "true"; "No"; "1"; "1.5e3"; "0x1F"; "2026-01-31"; "<<"; "="; "é"; "日本"; "😀"; "\u0085"; "\u2028"; "\uFEFF"; "\uFFFD"; "\uFFFF"; "\u0000"; "\u001b"; "\u007f"; "\u009f"; "<html>\n"; "max-age=60" |]

let private text = Gen.listOf (Gen.elements pieces) |> Gen.map (List.truncate 8 >> String.concat "")
let private some = text |> Gen.map (fun t -> if t = "" then "x" else t)
let private bytes =
    Gen.frequency
        [ 5, text |> Gen.map Encoding.UTF8.GetBytes
          1, Gen.arrayOf (Gen.choose (0, 255) |> Gen.map byte)
          1, Gen.map2 (fun (t: string) n -> Encoding.UTF8.GetBytes(String.replicate n t)) some (Gen.choose (0, 300)) ]

let private time =
    Gen.frequency
        [ 5, Gen.map2 (fun s (t: int) -> DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddSeconds(float s).AddTicks(int64 t)) (Gen.choose (-200000, 200000)) (Gen.choose (0, 10000000))
          1, Gen.elements [ DateTimeOffset.MaxValue; DateTimeOffset.MinValue; DateTimeOffset.UnixEpoch ] ]

let private names = Gen.frequency [ 5, Gen.elements [ "Date"; "ETag"; "Set-Cookie"; "Set-Cookie"; "set-cookie"; "Cache-Control" ]; 1, some; 1, Gen.constant (String('n', 1100)) ]

let private response =
    gen {
        let! method = Gen.frequency [ 5, Gen.constant "GET"; 1, some ]
        let! status = Gen.choose (100, 999)
        let! requested = time
        let! received = time
        let! invalidated, dated = Gen.zip (Gen.elements [ true; false ]) (Gen.elements [ true; false ])
        let! targeted = Gen.optionOf some
        let! selecting = Gen.listOf (Gen.map2 (fun n v -> SelectingField(n, Option.toObj v)) names (Gen.optionOf text))
        let! fields = Gen.listOf (Gen.map2 (fun n v -> HeaderField(n, v)) names text)
        let! body = bytes

        return
            TransferResponse(
                Method = method, Status = status, RequestedAt = requested, ReceivedAt = received, IsInvalidated = invalidated, IsDated = dated,
                TargetedField = Option.toObj targeted, Selecting = List.toArray selecting, Fields = HeaderFields fields, Body = ReadOnlyMemory body)
    }

let private record =
    gen {
        let! key = Gen.frequency [ 3, Gen.constant "h/https://example.org/?a=b#c"; 2, some ]
        let! expires = Gen.optionOf time
        let! responses = Gen.optionOf (Gen.listOf response |> Gen.map (List.truncate 3))
        let! value = bytes

        return
            TransferRecord(
                Key = key, Expires = Option.toNullable expires, Responses = (responses |> Option.map (fun r -> List.toArray r :> Collections.Generic.IReadOnlyList<_>) |> Option.toObj),
                Value = if responses.IsSome then ReadOnlyMemory.Empty else ReadOnlyMemory value)
    }

let private parts (r: TransferRecord) =
    let response (r: TransferResponse) =
        (r.Method, r.Status, r.RequestedAt, r.ReceivedAt, r.IsInvalidated, r.IsDated),
        (r.TargetedField, [ for f in r.Selecting -> f.Name, f.Value ], [ for f in r.Fields -> f.Name, f.Value ], r.Body.ToArray())

    r.Key, r.Expires, (r.Responses |> Option.ofObj |> Option.map (Seq.map response >> Seq.toList)), r.Value.ToArray()

let private write (format: TransferFormat) records =
    let text = ArrayBufferWriter<byte>()
    for record in records do format.Write(record, text)
    text.WrittenSpan.ToArray()

let private read (format: TransferFormat) (text: byte[]) =
    System.Linq.AsyncEnumerable.ToListAsync(format.ReadAsync(new MemoryStream(text))).AsTask().Result |> Seq.toList

let private formats: TransferFormat list = [ JsonFormat(); YamlFormat() ]

[<Fact(Timeout = 120_000)>]
let ``any records are read from json and from yaml as they were written`` () =
    Http.check 1000 (Gen.listOf record |> Gen.map (List.truncate 3)) (fun records ->
        formats |> List.forall (fun format -> List.map parts (read format (write format records)) = List.map parts records))

[<Fact(Timeout = 120_000)>]
let ``what a cache stored comes through json and yaml with the same head and body`` () =
    let get (store: ICacheStore) (key: string) =
        use record = nonNull (store.GetAsync(key).AsTask().Result)
        record.Value.ToArray()

    let heads (store: ICacheStore) =
        let _, heads, _ = StoredHeads.TryRead(ReadOnlyMemory(get store "h/x"))
        [ for head in heads ->
            (head.Method, head.Facts, Seq.toList head.Selecting, Seq.toList head.Fields),
            [ for i in 0 .. head.Body.Segments.Count - 1 -> get store (BodyKeys.Segment(head.Body.Id, i)) ] ]

    let stored =
        Gen.zip (Gen.listOf (Gen.zip Http.exchange bytes) |> Gen.map (List.truncate 4)) (Gen.elements formats)

    Http.check 500 stored (fun (exchanges, format) ->
        let store = new MemoryStore()
        let mutable all = StoredHeads.Empty

        for (request: RequestHead, head: StoredHead), body in exchanges do
            if head.Method <> "" && head.Fields |> Seq.forall (fun f -> f.Name <> "") && head.Selecting |> Seq.forall (fun f -> f.Name <> "") then
                let id = BodyId.New()
                let segments = [| if body.Length > 0 then BodySegment(body.Length, BodyDigest.Compute(ReadOnlySpan body)) |]
                if body.Length > 0 then store.SetAsync(BodyKeys.Segment(id, 0), ReadOnlyMemory body).AsTask().Wait()
                all <- all.With(head.WithBody(BodyDescriptor(id, int64 body.Length, segments)), request) |> fst

        store.SetAsync("h/x", ReadOnlyMemory(all.ToArray())).AsTask().Wait()
        use text = new MemoryStream()
        StoreTransfer.ExportAsync(store, text, "", format).AsTask().Wait()
        text.Position <- 0
        let other = new MemoryStore()
        StoreTransfer.ImportAsync(text, other, format).AsTask().Wait()
        heads store = heads other)

[<Fact(Timeout = 120_000)>]
let ``altered text is read or told to be wrong`` () =
    let altered = Gen.zip3 record (Gen.listOf (Gen.zip (Gen.choose (0, Int32.MaxValue)) (Gen.elements pieces))) (Gen.elements formats)

    Http.check 1000 altered (fun (record, changes, format) ->
        let mutable text = Encoding.UTF8.GetString(write format [ record ])
        for at, piece in List.truncate 4 changes do
            text <- text.Insert(at % (text.Length + 1), piece)

        try
            read format (Encoding.UTF8.GetBytes text) |> List.length >= 0
        with :? AggregateException as e -> e.InnerExceptions |> Seq.forall (fun i -> i :? FormatException && i.Message.StartsWith "Line "))
