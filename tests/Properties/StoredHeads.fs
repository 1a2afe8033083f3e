module StoredHeads

open System
open FsCheck.FSharp
open Xunit
open Freshet.Storage

let private same (a: StoredHead) (b: StoredHead) =
    a.Facts = b.Facts
    && a.Method = b.Method
    && Seq.toList a.Selecting = Seq.toList b.Selecting
    && Seq.toList a.Fields = Seq.toList b.Fields
    && a.Body = b.Body

let private read (bytes: byte[]) =
    let ok, heads, _ = StoredHeads.TryRead(ReadOnlyMemory bytes)
    if ok then Some heads else None

[<Fact(Timeout = 60_000)>]
let ``a record is read as it was written`` () =
    Http.check 1000 Http.record (fun heads ->
        match read (heads.ToArray()) with
        | Some again -> Seq.length again = heads.Count && Seq.forall2 same heads again
        | None -> false)

[<Fact(Timeout = 60_000)>]
let ``a record with any bit flipped is refused`` () =
    let cases = Gen.map2 (fun (heads: StoredHeads) at -> heads.ToArray(), at) Http.record (Gen.choose (0, Int32.MaxValue))

    Http.check 3000 cases (fun (bytes, at) ->
        let bit = at % (bytes.Length * 8)
        bytes[bit / 8] <- bytes[bit / 8] ^^^ (1uy <<< (bit % 8))
        (read bytes).IsNone)

[<Fact(Timeout = 60_000)>]
let ``a record that is cut or lengthened is refused`` () =
    let cases = Gen.map2 (fun (heads: StoredHeads) at -> heads.ToArray(), at) Http.record (Gen.choose (0, Int32.MaxValue))

    Http.check 2000 cases (fun (bytes, at) ->
        (read (Array.truncate (at % bytes.Length) bytes)).IsNone && (read (Array.append bytes [| byte at |])).IsNone)

[<Fact(Timeout = 60_000)>]
let ``noise is refused`` () =
    Http.check 2000 (Gen.arrayOf (Gen.choose (0, 255) |> Gen.map byte)) (fun bytes -> (read bytes).IsNone)

/// The digest guards against accidents; what is wrong under a right digest must still be refused or be harmless.
[<Fact(Timeout = 60_000)>]
let ``altered bytes under a right digest never throw`` () =
    let cases =
        gen {
            let! heads = Http.record
            let! changes = Gen.listOf (Gen.zip (Gen.choose (0, Int32.MaxValue)) (Gen.choose (0, 255)))
            return heads.ToArray(), changes
        }

    Http.check 5000 cases (fun (bytes, changes) ->
        if bytes.Length > 24 then
            for at, value in List.truncate 4 changes do
                bytes[24 + at % (bytes.Length - 24)] <- byte value

        let digest = BodyDigest.Compute(ReadOnlySpan(bytes, 24, bytes.Length - 24), BodyDigest.Compute(ReadOnlySpan(bytes, 0, 16)))
        BitConverter.TryWriteBytes(Span(bytes, 16, 8), digest) |> ignore

        match read bytes with
        | Some heads -> heads |> Seq.forall (fun head -> head.Method.Length + head.Fields.Count + head.Selecting.Count + head.Body.Segments.Count >= 0 && isNull (head.First "absent"))
        | None -> true)
