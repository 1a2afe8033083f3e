namespace Freshet.Http;

public sealed class StructuredFieldTests
{
    // RFC 9651, the examples of §3 and what §4.2 refuses.
    [Theory(Timeout = 30_000)]
    [InlineData("sugar, tea, rum", "sugar, tea, rum")]
    [InlineData("(\"foo\" \"bar\"), (\"baz\"), (\"bat\" \"one\"), ()", "(\"foo\" \"bar\"), (\"baz\"), (\"bat\" \"one\"), ()")]
    [InlineData("(\"foo\"; a=1;b=2);lvl=5, (\"bar\" \"baz\");lvl=1", "(\"foo\";a=1;b=2);lvl=5, (\"bar\" \"baz\");lvl=1")]
    [InlineData("abc;a=1;b=2; cde_456, (ghi;jk=4 l);q=\"9\";r=w", "abc;a=1;b=2;cde_456, (ghi;jk=4 l);q=\"9\";r=w")]
    [InlineData("1; a; b=?0", "1;a;b=?0")]
    [InlineData("4.5, -42, 0, 1.0, 1.50, -0", "4.5, -42, 0, 1.0, 1.5, 0")]
    [InlineData("999999999999999, 999999999999.999", "999999999999999, 999999999999.999")]
    [InlineData("\"a \\\"b\\\\\"", "\"a \\\"b\\\\\"")]
    [InlineData(":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:, :YQ:, ::", ":cHJldGVuZCB0aGlzIGlzIGJpbmFyeSBjb250ZW50Lg==:, :YQ==:, ::")]
    [InlineData("@1659578233, @-1", "@1659578233, @-1")]
    [InlineData("%\"This is intended for display to %c3%bcsers.\"", "%\"This is intended for display to %c3%bcsers.\"")]
    [InlineData("foo123/456, *a:b", "foo123/456, *a:b")]
    [InlineData("  a  ,\tb  ", "a, b")]
    [InlineData("", "")]
    [InlineData("a,", null)]
    [InlineData(",a", null)]
    [InlineData("a,,b", null)]
    [InlineData("a b", null)]
    [InlineData("(a", null)]
    [InlineData("(a,b)", null)]
    [InlineData("(a\tb)", null)]
    [InlineData("\"a", null)]
    [InlineData("\"a\\b\"", null)]
    [InlineData("\"é\"", null)]
    [InlineData("1000000000000000", null)]
    [InlineData("1000000000000.0", null)]
    [InlineData("1.", null)]
    [InlineData("1.0001", null)]
    [InlineData("-", null)]
    [InlineData("--1", null)]
    [InlineData("?2", null)]
    [InlineData(":a b:", null)]
    [InlineData(":YQ", null)]
    [InlineData("@1.5", null)]
    [InlineData("%\"%C3%BC\"", null)]
    [InlineData("%\"%ff\"", null)]
    [InlineData("%\"%zz\"", null)]
    [InlineData("a;B=1", null)]
    [InlineData("a;b= 1", null)]
    [InlineData("é", null)]
    public void A_list_is_read_strictly_and_written_in_one_way(string text, string? written) =>
        Assert.Equal(written, StructuredList.TryParse(text, out var list) ? list.ToString() : null);

    [Theory(Timeout = 30_000)]
    [InlineData("en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:", "en=\"Applepie\", da=:w4ZibGV0w6ZydGU=:")]
    [InlineData("a=?0, b, c; foo=bar", "a=?0, b, c;foo=bar")]
    [InlineData("rating=1.5, feelings=(joy sadness)", "rating=1.5, feelings=(joy sadness)")]
    [InlineData("a=1, b=2, a=3", "a=3, b=2")]
    [InlineData("a=?1;x", "a;x")]
    [InlineData("A=1", null)]
    [InlineData("a =1", null)]
    [InlineData("a= 1", null)]
    [InlineData("a=", null)]
    [InlineData("a=1,", null)]
    [InlineData("=1", null)]
    public void A_dictionary_is_read_strictly_and_written_in_one_way(string text, string? written) =>
        Assert.Equal(written, StructuredDictionary.TryParse(text, out var dictionary) ? dictionary.ToString() : null);

    [Fact(Timeout = 30_000)]
    public void What_no_field_can_hold_is_refused_where_it_is_made()
    {
        Assert.Throws<ArgumentException>(() => BareItem.OfString("é"));
        Assert.Throws<ArgumentException>(() => BareItem.OfToken("1"));
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.OfInteger(1_000_000_000_000_000));
        Assert.Throws<ArgumentOutOfRangeException>(() => BareItem.OfDecimal(1_000_000_000_000m));
        Assert.Throws<ArgumentException>(() => new StructuredParameters(new List<KeyValuePair<string, BareItem>> { new("A", BareItem.OfBoolean(true)) }));
    }

    // RFC 9211, the examples of §3 and what can't be told.
    [Theory(Timeout = 30_000)]
    [InlineData("ExampleCache; hit; ttl=376", "ExampleCache;hit;ttl=376")]
    [InlineData("ExampleCache; fwd=uri-miss; collapsed; key=\"k\"", "ExampleCache;fwd=uri-miss;collapsed;key=\"k\"")]
    [InlineData("ExampleCache; fwd=stale; fwd-status=304, \"CDN Company Here\"; hit; ttl=545", "ExampleCache;fwd=stale;fwd-status=304, \"CDN Company Here\";hit;ttl=545")]
    [InlineData("a;detail=x, b;detail=\"x y\"", "a;detail=x, b;detail=\"x y\"")]
    [InlineData("a;hit=1;fwd=\"x\";ttl=1.5;fwd-status=1", "a")]
    [InlineData("1, (a), a", "a")]
    [InlineData("a;hit,", null)]
    public void Cache_Status_is_read(string text, string? written) => Assert.Equal(written, CacheStatus.Parse(text)?.ToString());
}
