namespace Freshet.Program.Tests.Runs;

public sealed class UsageTests
{
    [Fact(Timeout = 60_000)]
    public async Task Everything_wrong_with_a_command_line_is_told_at_once()
    {
        var result = await FreshetProgram.RunAsync(
            "crawl", "example", "ftp://x/", "--depth", "-1", "--delay", "soon", "--scope", "all", "--max-pages", "none",
            "--max-body", "9G", "--concurrency", "0", "--timeout", "0", "--user-agent", " ",
            "--picture", "/no/such/graph.mmd", "--memory", "--no-store", "--quiet", "--verbose");
        Assert.Equal(2, result.ExitCode);
        Assert.Equal("", result.Output);
        string[] expected =
        [
            "example is no URL; did you mean http://example/ ?",
            "ftp://x/ is ftp://; only http:// and https:// can be crawled.",
            "--depth is -1; it must be a whole number from 0",
            "--delay is soon; it must be a time such as 500ms",
            "--scope is all; it must be one of host, domain, prefix, any.",
            "--max-pages is none; it must be a whole number of at least 1.",
            "--max-body is 9G; it must be 1 to 1073741824 bytes.",
            "--concurrency is 0; it must be a whole number from 1 to 1024.",
            "--timeout is 0; it must be a time",
            "--user-agent is \" \"; it must be a visible text on one line.",
            "--picture is /no/such/graph.mmd; it must be a file in a directory that exists.",
            "--memory and --no-store exclude each other",
            "--quiet and --verbose exclude each other",
        ];
        Assert.All(expected, line => Assert.Contains("freshet: " + line, result.Error, StringComparison.Ordinal));
        Assert.Equal(expected.Length, result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("crawl")]
    [InlineData("crawl", "http://a/", "--store")]
    [InlineData("crawl", "http://a/", "--detph", "3")]
    [InlineData("crawl", "http://a/", "--seeds", "/no/such/file")]
    [InlineData("demo", "--port", "99999")]
    [InlineData("demo", "http://a/")]
    [InlineData("http://a/")]
    [InlineData("no-such-command")]
    public async Task Wrong_usage_ends_with_2_and_a_message_without_a_stack_trace(params string[] arguments)
    {
        var result = await FreshetProgram.RunAsync(arguments);
        Assert.Equal(2, result.ExitCode);
        Assert.StartsWith("freshet: ", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Help_names_the_options_the_exit_codes_and_examples()
    {
        var result = await FreshetProgram.RunAsync("crawl", "--help");
        Assert.Equal(0, result.ExitCode);
        Assert.All(
            ["--store", "--depth", "--max-pages", "--scope", "--concurrency", "--user-agent", "--delay", "--json", "Exit codes:", "130", "Examples:"],
            word => Assert.Contains(word, result.Output, StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_URL_without_a_command_is_understood()
    {
        var result = await FreshetProgram.RunAsync("http://example.com");
        Assert.Contains("Did you mean freshet crawl http://example.com/ ?", result.Error, StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("crawl")]
    [InlineData("proxy")]
    [InlineData("explain")]
    [InlineData("cache")]
    public async Task The_options_table_of_the_docs_is_the_options_that_there_are(string command)
    {
        var help = await FreshetProgram.RunAsync(command, "--help");
        var docs = await File.ReadAllLinesAsync(Freshet.Tests.Kit.Repository.At("docs", "program.md"), TestContext.Current.CancellationToken);
        var table = docs.SkipWhile(line => line != $"## Options of `{command}`").Skip(1).TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal));
        static IEnumerable<string> Options(IEnumerable<string> lines) => lines
            .SelectMany(line => System.Text.RegularExpressions.Regex.Matches(line, "--[a-z-]+"))
            .Select(match => match.Value).Order(StringComparer.Ordinal);
        Assert.Equal(
            Options(help.Output.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal) && !line.Contains("--help"))
                .Select(line => line.TrimStart().Split("  ")[0])),
            Options(table.Where(line => line.StartsWith("| `-", StringComparison.Ordinal)).Select(line => line.Split(" | ")[0])));
    }
}
