using Freshet.Urls;

namespace Freshet.Tests.Urls;

public sealed class CanonicalUrlTests
{
    [Fact(Timeout = 30_000)]
    public void Its_parts_can_be_asked()
    {
        var url = CanonicalUrl.Parse("HTTPS://User@Example.ORG:8443/a/%7eb?c=d#e");
        Assert.Equal(("https", "example.org", 8443, "/a/~b", "?c=d"), (url.Scheme, url.Host, url.Port, url.Path, url.Query));
        url = CanonicalUrl.Parse("http://[::1]");
        Assert.Equal(("http", "[::1]", 80, "/", ""), (url.Scheme, url.Host, url.Port, url.Path, url.Query));
        Assert.Equal(443, CanonicalUrl.Parse("https://a").Port);
        Assert.Equal(81, CanonicalUrl.Parse("http://[::1]:81").Port);
    }

    [Fact(Timeout = 30_000)]
    public void Two_that_name_the_same_page_are_equal()
    {
        var a = CanonicalUrl.Parse("http://example.org/%7Ea");
        var b = CanonicalUrl.Parse("http://EXAMPLE.org:80/./~a#x");
        Assert.Equal(a, b);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.Equal(a.Key, b.Key);
        Assert.NotEqual(a, CanonicalUrl.Parse("https://example.org/~a"));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("example.org", "not an absolute URL")]
    [InlineData("http://a b/", "not an absolute URL")]
    [InlineData("", "not an absolute URL")]
    [InlineData("ftp://example.org/", "not an http or https URL")]
    [InlineData("localhost:8080", "not an http or https URL")]
    public void What_is_no_URL_is_refused_with_the_reason(string text, string reason)
    {
        var error = Assert.Throws<FormatException>(() => CanonicalUrl.Parse(text));
        Assert.Contains($"'{text}'", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
        Assert.Contains("https://example.org/", error.Message, StringComparison.Ordinal);
        Assert.False(CanonicalUrl.TryParse(text, out _));
    }

    [Fact(Timeout = 30_000)]
    public void A_URL_that_is_too_long_is_refused() =>
        Assert.Contains("8000 bytes", Assert.Throws<FormatException>(() => CanonicalUrl.Parse("http://a/" + new string('x', 8000))).Message, StringComparison.Ordinal);

    [Theory(Timeout = 30_000)]
    [InlineData("http://example.org/a|b?c`d")]
    [InlineData("http://example.org/%%34")]
    [InlineData("http://example.org/a%2Fb/%E9?x='")]
    [InlineData("http://example.org/plain/path?query=1")]
    public void Its_Uri_goes_over_the_wire_as_it_is(string text)
    {
        var url = CanonicalUrl.Parse(text);
        Assert.Equal(url.Path + url.Query, url.ToUri().PathAndQuery);
        Assert.Equal(url.Value, url.ToUri().AbsoluteUri);
    }

    [Fact(Timeout = 30_000)]
    public void An_ordinary_Uri_equals_the_one_made_by_hand() =>
        Assert.Equal(new Uri("http://example.org/a?b=%20c"), CanonicalUrl.Parse("http://example.org/a?b=%20c").ToUri());
}
