namespace Freshet.Rules;

public sealed class HeadFresheningTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("200 | ETag: \"a\"", "200 | ETag: \"a\" | Cache-Control: max-age=9", "updated")]
    [InlineData("200 | ETag: \"a\"", "200 | Cache-Control: max-age=9", "updated")]
    [InlineData("200 | ETag: \"a\"", "200 | Cache-Control: max-age=9 | Content-Length: 3", "updated")]
    [InlineData("200 | ETag: \"a\" | Content-Length: 4", "200 | Cache-Control: max-age=9 | Content-Length: 3", "invalidated")]
    [InlineData("200 | ETag: \"a\"", "200 | ETag: \"b\" | Cache-Control: max-age=9", "invalidated")]
    [InlineData("200 | Last-Modified: @-9", "200 | Last-Modified: @-8", "invalidated")]
    [InlineData("404", "200 | Cache-Control: max-age=9", "invalidated")]
    [InlineData("200 | ETag: \"a\"", "404 | ETag: \"b\"", "")]
    [InlineData("200 | ETag: \"a\"", "304 | ETag: \"a\"", "")]
    [InlineData("A: 1 => 200 | Vary: A | ETag: \"a\"", "200 | ETag: \"b\"", "")]
    public void A_response_to_HEAD_updates_or_invalidates_what_is_stored(string stored, string response, string effect)
    {
        var heads = Wire.Record(stored, CachePolicy.Private);
        var updates = HeadFreshening.Decide(
            Wire.Request("HEAD"), heads, Wire.Response(response), CachePolicy.Private, Wire.T0.AddSeconds(5), Wire.T0.AddSeconds(5));
        Assert.Equal(effect, string.Join(' ', updates.Select(update => update.New.Facts.Has(ResponseFlags.Invalidated) ? "invalidated" : "updated")));
        Assert.All(updates, update => Assert.Equal(update.Old.Body, update.New.Body));
        Assert.All(updates, update => Assert.Equal(effect == "updated" ? 9 : update.Old.Facts.MaxAge, update.New.Facts.MaxAge));
    }
}
