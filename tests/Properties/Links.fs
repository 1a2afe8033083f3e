module Links

open System
open System.Collections.Generic
open System.Net
open System.Text
open System.Text.Unicode
open FsCheck
open FsCheck.FSharp
open Freshet.Links
open Xunit

type private Receiver() =
    member val References = List<byte[]>()
    interface ILinkReceiver with
        member _.Base(_: ReadOnlySpan<byte>) = ()
        member this.Link(link: inref<FoundLink>) = this.References.Add(link.Reference.ToArray())

let private extract (body: byte[]) (charset: string | null) =
    let mutable receiver = Receiver()
    let summary = HtmlLinks.Extract(ReadOnlySpan body, charset, &receiver)
    struct (summary, List.ofSeq receiver.References)

let private references (html: string) =
    let struct (_, found) = extract (Encoding.UTF8.GetBytes html) "utf-8"
    found |> List.map Encoding.UTF8.GetString

let private check property = Check.One(Config.QuickThrowOnFailure.WithMaxTest 500, property)

let private space = [| '\t'; '\n'; '\f'; '\r'; ' ' |]

/// Bytes in which markup is much more likely than chance would have it.
let private soup =
    let piece =
        Gen.elements [ "<"; ">"; "<a "; "href="; "\""; "'"; "="; "</"; "<!--"; "-->"; "<svg>"; "<script>"; "</script>"; "<title"; "&"; "#x"; ";"
                       "<meta charset="; "<base "; "<template>"; "<img srcset="; ", "; "\u0000"; "\u00FF"; "<?xml encoding='"; "gb18030"; "utf-16le"; "/" ]
        |> Gen.map Encoding.Latin1.GetBytes
    let noise = Gen.choose (0, 255) |> Gen.map (fun b -> [| byte b |])
    Gen.frequency [ 3, piece; 1, noise ] |> Gen.listOf |> Gen.map Array.concat |> Arb.fromGen

let private label: Arbitrary<string | null> =
    let labels: (string | null) list = [ null; "utf-8"; "utf-16le"; "iso-2022-jp"; "gb18030"; "big5"; "x-user-defined"; "iso-2022-kr" ]
    Gen.elements labels |> Arb.fromGen

[<Fact(Timeout = 60_000)>]
let ``any bytes give links that are counted and are UTF-8`` () =
    check (Prop.forAll soup (fun body ->
        Prop.forAll label (fun charset ->
            let struct (summary, found) = extract body charset
            summary.Links = found.Length && found |> List.forall (fun reference -> Utf8.IsValid(ReadOnlySpan reference)))))

[<Fact(Timeout = 60_000)>]
let ``the same bytes give the same links`` () =
    check (Prop.forAll soup (fun body -> extract body null = extract (Array.copy body) null))

[<Fact(Timeout = 60_000)>]
let ``an escaped attribute value comes out as it was`` () =
    check (fun (chars: char[]) ->
        // Lone surrogates have no UTF-8.
        let text = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes chars)
        let expected = text.Replace('\000', '\uFFFD').Trim space
        references $"<a href=\"{WebUtility.HtmlEncode text}\">" = [ expected ]
        && references $"<p>%s{WebUtility.HtmlEncode text}</p><a title='{WebUtility.HtmlEncode text}' href=\"{WebUtility.HtmlEncode text}\">" = [ expected ])

[<Fact(Timeout = 60_000)>]
let ``no text in a comment is a link, and none after it is lost`` () =
    check (Prop.forAll soup (fun body ->
        let text = Encoding.Latin1.GetString(body).Replace("-", "").TrimStart('>')
        references $"<!--{text}--><a href=x>" = [ "x" ]))

[<Fact(Timeout = 60_000)>]
let ``no text in a style element is a link, and none after it is lost`` () =
    check (Prop.forAll soup (fun body ->
        references $"<style>{Encoding.Latin1.GetString(body)}</style><a href=x>" = [ "x" ]))

[<Fact(Timeout = 60_000)>]
let ``a page in UTF-16 has the links it has in UTF-8`` () =
    check (Prop.forAll soup (fun body ->
        let html = Encoding.Latin1.GetString body
        let struct (_, utf8) = extract (Encoding.UTF8.GetBytes html) "utf-8"
        let struct (_, utf16) = extract (Encoding.Unicode.GetBytes html) "utf-16le"
        // A byte order mark in the text would be taken for one.
        html.StartsWith "\u00FF" || html.StartsWith "\u00FE" || utf8 = utf16))
