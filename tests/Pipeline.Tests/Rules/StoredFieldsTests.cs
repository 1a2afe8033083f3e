namespace Freshet.Rules;

public sealed class StoredFieldsTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("private", "A: 1 | Set-Cookie: a=b | Content-Foo: x", "A Set-Cookie Content-Foo")]
    [InlineData("private", "Connection: A, close | A: 1 | B: 2 | Keep-Alive: x | Transfer-Encoding: chunked", "B")]
    [InlineData("private", "Proxy-Authenticate: x | Proxy-Authentication-Info: x | Proxy-Authorization: x | A: 1", "A")]
    [InlineData("private", "Cache-Control: no-cache=\"A, b\" | A: 1 | B: 2 | C: 3", "Cache-Control C")]
    [InlineData("private", "Cache-Control: private=\"A\" | A: 1 | B: 2", "Cache-Control A B")]
    [InlineData("shared", "Cache-Control: private=\"A\" | A: 1 | B: 2", "Cache-Control B")]
    [InlineData("private", "Connection: Cache-Control | Cache-Control: max-age=0", "Cache-Control")]
    public void Fields_of_the_connection_and_those_that_directives_name_are_not_stored(string cache, string response, string names) =>
        Assert.Equal(names, string.Join(' ', StoredFields.Of(Wire.Fields(response), Wire.Policy(cache)).Select(line => line.Name)));
}
