module Freshet.Properties.Urls

open System
open System.Collections.Generic
open System.Text
open FsCheck
open FsCheck.FSharp
open Freshet.Urls
open Xunit

let private pieces =
    [ "a"; "b.html"; "."; ".."; "/"; "\\"; "//"; "%"; "%2e"; "%2E"; "%41"; "%34"; "%7e"; "%c3%a9"; "%zz"; "4"; "1"; "?"; "#"; ":"; "@"; " "; "\t"
      "\n"; "é"; "ü"; "😀"; "|"; "'"; "\""; "<"; "{"; "^"; "["; "]"; "http:"; "https://"; "www."; "www.x.y"; "x.org"; "0x7f"; "127.0.0.1"; "[::1]"
      ":80"; ":8080"; ";"; "&"; "="; "utm_a=1"; "sid=2"; ";sid=3"; "..;sid=1"; "+"; "~"; "\u0000"; "\u3002"; "xn--"; "XN--Bcher-KVA"; "ß" ]

let private reference =
    Gen.elements pieces |> Gen.listOf |> Gen.map (fun parts -> String.Join("", Seq.truncate 12 parts))

let private rules =
    gen {
        let! uppercase = Gen.elements [ true; false ]
        let! decode = Gen.elements [ true; false ]
        let! percent = Gen.elements [ true; false ]
        let! sort = Gen.elements [ true; false ]
        let! drop = Gen.elements [ [||]; [| "utm_*"; "sid" |] ]
        let! www = Gen.elements [ true; false ]
        return UrlRules(UppercaseEscapes = uppercase, DecodeUnreserved = decode, EscapeStrayPercent = percent, SortQuery = sort, DropParameters = drop, StripWww = www)
    }

let private check (test: UrlRules -> byte[] -> unit) =
    let cases = Gen.zip rules (Gen.map (fun (text: string) -> Encoding.UTF8.GetBytes text) reference) |> Arb.fromGen
    Check.One(Config.QuickThrowOnFailure.WithMaxTest 5_000, Prop.forAll cases (fun (rules, bytes) -> test rules bytes))

let private resolve (page: UrlBase) (reference: byte[]) =
    let destination = Array.zeroCreate<byte> 8_000
    let ok, written = page.TryResolve(ReadOnlySpan reference, Span destination)
    if ok then Some destination[.. written - 1] else None

let private pageOf (rules: UrlRules) (url: string) = UrlBase.Create(CanonicalUrl.Parse(url, rules), rules)

let private text (bytes: byte[]) = Encoding.ASCII.GetString bytes

[<Fact(Timeout = 60_000)>]
let ``a canonical URL is its own canonical URL`` () =
    check (fun rules reference ->
        let page = pageOf rules "http://www.example.org/a/b?c"

        match resolve page reference with
        | None -> ()
        | Some once ->
            Assert.Equal(Some(text once), resolve page once |> Option.map text)
            Assert.Equal(text once, CanonicalUrl.Parse(text once, rules).Value)
            Assert.Equal(text once, text ((pageOf rules (text once)).Utf8Url.ToArray())))

[<Fact(Timeout = 60_000)>]
let ``a canonical URL is printable ASCII of http or https without a fragment`` () =
    check (fun rules reference ->
        match resolve (pageOf rules "https://example.org/") reference with
        | None -> ()
        | Some url ->
            Assert.All(url, (fun b -> Assert.InRange(b, 0x21uy, 0x7Euy)))
            Assert.Matches("^https?://[^/?#@]+/[^#]*$", text url)

            if rules.EscapeStrayPercent then
                Assert.DoesNotMatch("%(?![0-9A-Fa-f]{2})", text url)

            let canonical = CanonicalUrl.Parse(text url, rules)
            Assert.Equal((canonical.Value, canonical.Host), (canonical.ToUri().AbsoluteUri, canonical.ToUri().Host)))

[<Fact(Timeout = 60_000)>]
let ``the short way of plain links gives what the whole parser gives`` () =
    check (fun rules reference ->
        let page = pageOf rules "http://example.org/a/b/c.html?d"
        let destination = Array.zeroCreate<byte> 8_000
        let mutable written = 0

        let status =
            UrlParser.Parse(ReadOnlySpan reference, page, rules, null, Span destination, &written)

        let whole = if status = UrlStatus.Valid then Some(text destination[.. written - 1]) else None
        Assert.Equal(whole, resolve page reference |> Option.map text))

[<Fact(Timeout = 60_000)>]
let ``any bytes resolve or are refused`` () =
    let page = pageOf UrlRules.Default "http://example.org/a/b"

    Check.One(
        Config.QuickThrowOnFailure.WithMaxTest 2_000,
        fun (bytes: byte[]) ->
            resolve page bytes |> ignore
            resolve page (Array.append "http://"B bytes) |> ignore
            UrlScope.Any.Contains(ReadOnlySpan bytes) |> ignore
            RegistrableDomain.Of(ReadOnlySpan bytes).Length <= bytes.Length
    )

[<Fact(Timeout = 60_000)>]
let ``a seen set is a set`` () =
    let half = Gen.elements [ 0UL; 1UL; 2UL; UInt64.MaxValue; 1UL <<< 63; 0x0123456789ABCDEFUL ]
    let keys = Gen.map2 (fun h l -> UrlKey(h, l)) half half |> Gen.listOf |> Arb.fromGen

    Check.One(
        Config.QuickThrowOnFailure.WithMaxTest 1_000,
        Prop.forAll keys (fun keys ->
            let seen = SeenSet()
            let set = HashSet<UrlKey>()

            keys |> List.forall (fun key -> seen.Contains key = set.Contains key && seen.TryAdd key = set.Add key)
            && seen.Count = int64 set.Count)
    )
