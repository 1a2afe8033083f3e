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
    [InlineData("private", "te: x | UPGRADE: x | proxy-connection: x | kEEP-aLIVE: x | proxy-authentication-INFO: x | TEA: 1 | Trailer: y", "TEA Trailer")]
    [InlineData("private", "Connection: date, AGE, vary, a | Date: x | age: 1 | Vary: y | A: 1 | B: 2", "Date age Vary B")]
    [InlineData("private", "Connection: expires, content-length, content-encoding | EXPIRES: 0 | Content-length: 1 | content-Encoding: br",
        "EXPIRES Content-length content-Encoding")]
    public void Fields_of_the_connection_and_those_that_directives_name_are_not_stored(string cache, string response, string names) =>
        Assert.Equal(names, string.Join(' ', StoredFields.Of(Wire.Fields(response), Wire.Policy(cache)).Select(line => line.Name)));
}
