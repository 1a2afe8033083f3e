namespace Freshet.Rules;

public sealed class InvalidationTable
{
    [Theory(Timeout = 30_000)]
    [InlineData("GET", "200", "")]
    [InlineData("HEAD", "200", "")]
    [InlineData("OPTIONS", "204", "")]
    [InlineData("POST", "200", "/page")]
    [InlineData("PUT", "201", "/page")]
    [InlineData("DELETE", "302", "/page")]
    [InlineData("M-SEARCH", "200", "/page")]
    [InlineData("get", "200", "/page")]
    [InlineData("POST", "404", "")]
    [InlineData("POST", "500", "")]
    [InlineData("POST", "200 | Location: /other", "/page /other")]
    [InlineData("POST", "200 | Location: other | Content-Location: http://example.org:80/third", "/page /other /third")]
    [InlineData("POST", "200 | Location: /page", "/page")]
    [InlineData("POST", "200 | Location: https://example.org/other", "/page")]
    [InlineData("POST", "200 | Location: http://example.com/other", "/page")]
    [InlineData("POST", "200 | Location: http://[ | Content-Location: ::", "/page /::")]
    public void An_unsafe_request_invalidates_what_the_RFC_says(string method, string response, string paths) =>
        Assert.Equal(paths, string.Join(' ', Invalidation.Uris(Wire.Request(method), Wire.Response(response)).Select(uri => uri.AbsolutePath)));
}
