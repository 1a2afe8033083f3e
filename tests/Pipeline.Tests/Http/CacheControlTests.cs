namespace Freshet.Http;

public sealed class CacheControlTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("", "")]
    [InlineData(" , ,", "")]
    [InlineData("foo", "any")]
    [InlineData("foo=bar, baz=\"a, b\"", "any")]
    [InlineData("no-store", "any no-store")]
    [InlineData("NO-STORE", "any no-store")]
    [InlineData("no-store=yes", "any no-store")]
    [InlineData("no-storex", "any")]
    [InlineData("foo=\"no-store", "any")]
    [InlineData("foo=\"\\\"no-store\", public", "any public")]
    [InlineData("public private", "any public")]
    [InlineData("no-cache, public,must-revalidate,\tproxy-revalidate", "any no-cache public must-revalidate proxy-revalidate")]
    [InlineData("immutable,must-understand,only-if-cached", "any must-understand immutable only-if-cached")]
    [InlineData("private", "any private")]
    [InlineData("private=\"a, b\"", "any private(a b)")]
    [InlineData("no-cache=a", "any no-cache(a)")]
    [InlineData("no-cache=\"a\", no-cache=\"b\"", "any no-cache(a b)")]
    [InlineData("no-cache=\"a\", no-cache", "any no-cache no-cache(a)")]
    [InlineData("no-cache=\"a", "any no-cache")]
    [InlineData("max-age=5", "any max-age:5")]
    [InlineData("max-age=005", "any max-age:5")]
    [InlineData("max-age=2147483648", "any max-age:2147483647")]
    [InlineData("max-age =5", "any max-age:0")]
    [InlineData("max-age= 5", "any max-age:0")]
    [InlineData("max-age=5 6", "any max-age:0")]
    [InlineData("max-age=5;foo", "any max-age:0")]
    [InlineData("max-age=\"5\"x", "any max-age:0")]
    [InlineData("max-age=+5", "any max-age:0")]
    [InlineData("max-age=٥", "any max-age:0")]
    [InlineData("max-age=5, max-age=6", "any max-age:5")]
    [InlineData("s-maxage=1, max-age=2, min-fresh=3, max-stale=4", "any max-age:2 s-maxage:1 max-stale:4 min-fresh:3")]
    [InlineData("max-stale", "any max-stale:all")]
    [InlineData("stale-while-revalidate=7, stale-if-error=8", "any stale-while-revalidate:7 stale-if-error:8")]
    public void A_value_is_read_into_its_directives(string value, string directives) => Assert.Equal(directives, Text(CacheControl.Parse(value)));

    [Fact(Timeout = 30_000)]
    public void Several_lines_are_one_list()
    {
        var fields = HeaderFields.Of(("Cache-Control", "max-age=5"), ("X", "no-store"), ("cache-control", "public, max-age=6"));
        Assert.Equal("any public max-age:5", Text(CacheControl.Parse(fields)));
    }

    [Fact(Timeout = 30_000)]
    public void The_default_is_a_message_without_the_field() => Assert.Equal("", Text(default));

    private static string Text(CacheControl control)
    {
        List<string> parts = [];
        Add(control.IsPresent, "any");
        Add(control.NoStore, "no-store");
        Add(control.NoCache, "no-cache");
        Add(control.Private, "private");
        Add(control.Public, "public");
        Add(control.MustRevalidate, "must-revalidate");
        Add(control.ProxyRevalidate, "proxy-revalidate");
        Add(control.MustUnderstand, "must-understand");
        Add(control.Immutable, "immutable");
        Add(control.OnlyIfCached, "only-if-cached");
        Add(control.NoCacheFields.Count > 0, $"no-cache({string.Join(' ', control.NoCacheFields)})");
        Add(control.PrivateFields.Count > 0, $"private({string.Join(' ', control.PrivateFields)})");
        Seconds(control.MaxAge, "max-age");
        Seconds(control.SMaxAge, "s-maxage");
        Seconds(control.MaxStale, "max-stale");
        Seconds(control.MinFresh, "min-fresh");
        Seconds(control.StaleWhileRevalidate, "stale-while-revalidate");
        Seconds(control.StaleIfError, "stale-if-error");
        return string.Join(' ', parts);

        void Add(bool present, string text) => parts.AddRange(present ? [text] : []);
        void Seconds(TimeSpan? span, string name) =>
            Add(span is not null, span == TimeSpan.MaxValue ? $"{name}:all" : $"{name}:{span?.TotalSeconds}");
    }
}
