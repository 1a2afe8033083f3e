using System.Runtime.CompilerServices;
using Freshet.Flows;

namespace Freshet.Tests.Flows;

/// <summary>What docs/flow.md shows is compiled, and run, here.</summary>
public sealed class DocumentationTests
{
    [Fact(Timeout = 30_000)]
    public async Task The_example_of_the_page_is_this_one_and_it_works()
    {
        CancellationToken token = TestContext.Current.CancellationToken;
        List<string> printed = [];
        void Print(string line)
        {
            lock (printed)
            {
                printed.Add(line);
            }
        }

        // <example>
        Dictionary<string, string[]> site = new() { ["/"] = ["/a", "/b"], ["/a"] = ["/b"], ["/b"] = ["/", "/gone"] };
        HashSet<string> seen = ["/"];

        Stage<string, Attempt<string, string[]>> body = Stage.Of<string>()
            .TryMapAsync(async (url, cancellation) =>
            {
                await Task.Delay(10, cancellation);
                return site[url];
            }, parallelism: 64).Named("fetch");

        Flow crawl = Source.Loop(
                seeds: Source.From(["/"]),
                queue: new MemoryLoopQueue<string>(),
                body,
                next: page => page.Match(links => links.Where(seen.Add), (_, _) => []))
            .Map(page => page.Match(links => $"{page.Input} has {links.Length} links", (url, error) => $"{url} failed: {error.Message}"))
            .To(Sink.ForEach<string>(Print));

        await using FlowRun run = crawl.Run(cancellationToken: token);
        Print(run.Picture());
        await run.Completion;
        // </example>

        Assert.Contains("/ has 2 links", printed);
        Assert.Contains("/b has 2 links", printed);
        Assert.Contains(printed, line => line.StartsWith("/gone failed:", StringComparison.Ordinal));
        Assert.Equal(5, printed.Count);
        Assert.Contains(Example(), await File.ReadAllTextAsync(Path.Combine(Here(), "../../../docs/flow.md"), token));
    }

    private static string Example()
    {
        string text = File.ReadAllText(Path.Combine(Here(), "DocumentationTests.cs"));
        string example = text.Split("// <example>\n")[1].Split("        // </example>")[0];
        return string.Join('\n', example.Split('\n').Select(line => line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line));
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
