module Freshet.Properties.Crawls

open System
open System.Collections.Concurrent
open System.Threading.Tasks
open Freshet.Caching
open Freshet.Crawls
open Freshet.Storage
open Freshet.Tests.Kit
open FsCheck
open FsCheck.FSharp
open Xunit

/// A site is a list of pages, each with the numbers of those it links to; numbers beyond the end are missing pages.
let private page (links: int list) =
    String.Join("", links |> List.map (fun link -> $"<p><a href='./{link}.html#top'>{link}</a>"))

let rec private reachable (site: int list[]) (seen: Set<int>) queue =
    match queue with
    | [] -> seen
    | number :: rest when Set.contains number seen -> reachable site seen rest
    | number :: rest ->
        let links = if number < site.Length then site[number] else []
        reachable site (Set.add number seen) (links @ rest)

let private crawl (site: int list[]) =
    task {
        use origin = new LoopbackOrigin(fun exchange -> exchange.SendAsync(404, ""))
        site
        |> Array.iteri (fun number links ->
            origin.Map($"/{number}.html", page links, struct ("Content-Type", "text/html"), struct ("Cache-Control", "max-age=60")) |> ignore)

        use cache = new HttpCache(new NullStore())
        let visited = ConcurrentBag<string>()
        let crawler = Crawler(cache, CrawlOptions(Concurrency = 4))
        use run = crawler.Run([ origin.At "/0.html" ], fun page _ -> task { visited.Add page.Url.AbsolutePath } :> Task)
        let! summary = run.Completion
        return summary, List.ofSeq visited
    }

[<Fact(Timeout = 120_000)>]
let ``a crawl of any site visits what links lead to, each once`` () =
    task {
        let sites = Gen.arrayOf (Gen.listOf (Gen.choose (0, 12))) |> Gen.sample 40
        for site in sites do
            let! summary, visited = crawl site
            let expected = reachable site Set.empty [ 0 ] |> Set.map (fun number -> $"/{number}.html")
            Assert.Equal<string list>(Set.toList expected, List.sort visited)
            Assert.Equal(int64 expected.Count, summary.Pages)
            Assert.Equal(0L, summary.Failed)
    }
