using Freshet.Program.Cli;

namespace Freshet.Program.Tests.Cli;

public sealed class SeedListTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("example.com", "did you mean http://example.com/ ?")]
    [InlineData("example.com:8080/a", "did you mean http://example.com:8080/a ?")]
    [InlineData("//example.com/a", "did you mean http://example.com/a ?")]
    [InlineData("ftp://example.com/", "only http:// and https://")]
    [InlineData("file:///etc/passwd", "only http:// and https://")]
    [InlineData("http://me:secret@example.com/", "without it")]
    [InlineData("http://", "is no URL")]
    [InlineData("http://exa mple/", "is no URL")]
    [InlineData("http://a-label-of-more-than-sixty-three-letters-is-longer-than-the-DNS-allows.com/", "names no host")]
    [InlineData("3", "is no URL; one such as")]
    [InlineData("--detph", "did you mean --depth ?")]
    [InlineData("--entirely-different", "--help lists them")]
    public async Task A_wrong_URL_is_told_with_what_would_be_right(string text, string expected)
    {
        await Task.Yield();
        Assert.Contains(expected, SeedList.Problem(text, out var seed), StringComparison.Ordinal);
        Assert.Null(seed);
    }

    [Fact(Timeout = 30_000)]
    public async Task Lists_are_read_line_by_line_without_comments()
    {
        await Task.Yield();
        List<string> problems = [];
        var seeds = SeedList.Read(["http://a/", "-"], null, () => new StringReader("# mine\nhttp://b/\n\n  https://c/x  \nnone\n"), problems);
        Assert.Equal(["http://a/", "http://b/", "https://c/x"], seeds.Select(seed => seed.AbsoluteUri));
        Assert.Equal("stdin, line 5: none is no URL; did you mean http://none/ ?", Assert.Single(problems));
    }
}
