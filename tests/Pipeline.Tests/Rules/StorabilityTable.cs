namespace Freshet.Rules;

public sealed class StorabilityTable
{
    // section, cache, request, response, decision
    public static TheoryData<string, string, string, string, string> Rows => new()
    {
        { "§3", "private", "GET", "200", "Store" },
        { "§3", "private", "HEAD", "200 | Cache-Control: max-age=60", "MethodNotCacheable" },
        { "§3", "private", "POST", "200 | Cache-Control: max-age=60", "MethodNotCacheable" },
        { "§3", "private", "FOO", "200 | Cache-Control: max-age=60", "MethodNotCacheable" },
        { "§5.2.1.5", "private", "Cache-Control: no-store", "200 | Cache-Control: max-age=60", "RequestNoStore" },
        { "§5.2.1.4", "private", "Cache-Control: no-cache", "200 | Cache-Control: max-age=60", "Store" },
        { "§3", "private", "GET", "103 | Cache-Control: max-age=60", "StatusNotFinal" },
        { "§3.3", "private", "GET", "206 | Cache-Control: max-age=60", "PartialContent" },
        { "§4.3.4", "private", "GET", "304 | Cache-Control: max-age=60", "NotModified" },
        { "§5.2.2.5", "private", "GET", "200 | Cache-Control: no-store", "NoStore" },
        { "§5.2.2.5", "private", "GET", "200 | Cache-Control: max-age=60 | Cache-Control: No-Store", "NoStore" },
        { "§5.2.2.5", "private", "GET", "200 | Cache-Control: max-age=60, x-no-store", "Store" },
        { "§5.2.2.5", "private", "GET", "200 | Cache-Control: x=\"no-store\", max-age=60", "Store" },
        { "§5.2.2.3", "private", "GET", "200 | Cache-Control: max-age=60, no-store, must-understand", "Store" },
        { "§5.2.2.3", "private", "GET", "299 | Cache-Control: max-age=60, no-store, must-understand", "StatusNotUnderstood" },
        { "§5.2.2.3", "private", "GET", "599 | Cache-Control: max-age=60, must-understand", "StatusNotUnderstood" },
        { "§5.2.2.3", "private", "GET", "599 | Cache-Control: max-age=60", "Store" },
        { "§5.2.2.7", "private", "GET", "200 | Cache-Control: private", "Store" },
        { "§5.2.2.7", "private", "GET", "599 | Cache-Control: private", "Store" },
        { "§5.2.2.7", "shared", "GET", "200 | Cache-Control: private, max-age=60", "PrivateOnSharedCache" },
        { "§5.2.2.7", "shared", "GET", "200 | Cache-Control: private=\"Set-Cookie\", max-age=60", "Store" },
        { "§3.5", "private", "Authorization: x", "200 | Cache-Control: max-age=60", "Store" },
        { "§3.5", "shared", "Authorization: x", "200 | Cache-Control: max-age=60", "AuthorizationOnSharedCache" },
        { "§3.5", "shared", "Authorization: x", "200 | Cache-Control: max-age=60, public", "Store" },
        { "§3.5", "shared", "Authorization: x", "200 | Cache-Control: max-age=60, must-revalidate", "Store" },
        { "§3.5", "shared", "Authorization: x", "200 | Cache-Control: s-maxage=60", "Store" },
        { "§3.5", "shared", "authorization: x", "200 | Expires: @60", "AuthorizationOnSharedCache" },
        { "§4.1", "private", "GET", "200 | Vary: * | Cache-Control: max-age=60", "VaryAsterisk" },
        { "§4.1", "private", "GET", "200 | Vary: Accept , * | Cache-Control: max-age=60", "VaryAsterisk" },
        { "§4.1", "private", "GET", "200 | Vary: Accept | Cache-Control: max-age=60", "Store" },
        { "§3", "private", "GET", "201", "NoExplicitFreshnessNorHeuristic" },
        { "§3", "private", "GET", "302", "NoExplicitFreshnessNorHeuristic" },
        { "§3", "private", "GET", "403 | Last-Modified: @-1000", "NoExplicitFreshnessNorHeuristic" },
        { "§3", "private", "GET", "500 | ETag: \"a\"", "NoExplicitFreshnessNorHeuristic" },
        { "§3", "private", "GET", "302 | Cache-Control: max-age=60", "Store" },
        { "§3", "private", "GET", "302 | Expires: @60", "Store" },
        { "§3", "private", "GET", "302 | Expires: 0", "Store" },
        { "§3", "private", "GET", "500 | Cache-Control: public", "Store" },
        { "§3", "private", "GET", "302 | Cache-Control: s-maxage=60", "NoExplicitFreshnessNorHeuristic" },
        { "§3", "shared", "GET", "302 | Cache-Control: s-maxage=60", "Store" },
        { "§3", "private", "GET", "203", "Store" },
        { "§3", "private", "GET", "204", "Store" },
        { "§3", "private", "GET", "300", "Store" },
        { "§3", "private", "GET", "301", "Store" },
        { "§3", "private", "GET", "308", "Store" },
        { "§3", "private", "GET", "404", "Store" },
        { "§3", "private", "GET", "405", "Store" },
        { "§3", "private", "GET", "410", "Store" },
        { "§3", "private", "GET", "414", "Store" },
        { "§3", "private", "GET", "501", "Store" },
        { "§3", "shared", "GET", "200 | Set-Cookie: a=b | Cache-Control: max-age=60", "Store" },
    };

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Rows))]
    public void A_response_is_stored_or_not_as_the_RFC_says(string section, string cache, string request, string response, string decision)
    {
        var decided = Storability.Decide(Wire.Request(request), Wire.Response(response), Wire.Policy(cache));
        Assert.Equal((section, decision), (section, decided.Match(_ => "Store", not => $"{not.Reason}")));
    }
}
