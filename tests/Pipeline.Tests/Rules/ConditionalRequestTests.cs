namespace Freshet.Rules;

public sealed class ConditionalRequestTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("200", "")]
    [InlineData("200 | ETag: \"a\"", "If-None-Match: \"a\"")]
    [InlineData("200 | ETag: W/\"a\"", "If-None-Match: W/\"a\"")]
    [InlineData("200 | ETag: a", "If-None-Match: a")]
    [InlineData("200 | ETag: ", "")]
    [InlineData("200 | Last-Modified: @-9", "If-Modified-Since: Thu, 01 Jan 2026 11:59:51 GMT")]
    [InlineData("200 | ETag: \"a\" | Last-Modified: @-9", "If-None-Match: \"a\" | If-Modified-Since: Thu, 01 Jan 2026 11:59:51 GMT")]
    [InlineData("200 | Vary: A | ETag: \"a\" | Last-Modified: @-9 && A: 2 => 200 | Vary: A | ETag: \"b\"", "If-None-Match: \"a\", \"b\"")]
    [InlineData("200 | Vary: A | ETag: \"a\" && A: 2 => 200 | Vary: A | ETag: \"a\"", "If-None-Match: \"a\"")]
    [InlineData("200 | Vary: A | Last-Modified: @0 && A: 2 => 200 | Vary: A | ETag: \"a\"", "If-Modified-Since: Thu, 01 Jan 2026 12:00:00 GMT")]
    public void A_validation_carries_the_validators_of_what_is_stored(string stored, string conditions)
    {
        var decision = Reuse.Decide(Wire.Request("X: 1 | Cache-Control: no-cache"), Wire.Record(stored, CachePolicy.Private), CachePolicy.Private, Wire.T0);
        var stale = Assert.IsType<ReuseDecision.Stale>(decision);
        var expected = string.Join(" | ", new[] { "X: 1", "Cache-Control: no-cache", conditions }.Where(part => part.Length > 0));
        Assert.Equal(expected, string.Join(" | ", stale.Request.Fields.Select(line => $"{line.Name}: {line.Value}")));
        Assert.Equal(conditions.Length > 0, stale.IsConditional);
    }
}
