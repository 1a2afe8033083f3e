using Freshet.Urls;

namespace Freshet.Tests.Urls;

public sealed class UrlRulesTests
{
    private static readonly UrlRules Dropping = new() { DropParameters = [.. UrlRules.TrackingParameters, .. UrlRules.SessionParameters] };

    [Theory(Timeout = 30_000)]
    [InlineData("/?utm_source=x", "/")]
    [InlineData("/?utm_source=x&a=1", "/?a=1")]
    [InlineData("/?a=1&UTM_Medium=x&b&gclid", "/?a=1&b")]
    [InlineData("/?a=1&&b", "/?a=1&&b")]
    [InlineData("/?", "/?")]
    [InlineData("/?utm=1&utmost=2", "/?utm=1&utmost=2")]
    [InlineData("/?utm%5Fsource=x", "/")]
    [InlineData("/a;jsessionid=123/b;x=1;JSessionId=2;y?PHPSESSID=3", "/a/b;x=1;y")]
    [InlineData("a;jsessionid=1", "/dir/sub/a")]
    [InlineData("..;jsessionid=1", "/dir/sub/..;jsessionid=1")]
    public void Named_parameters_are_dropped(string reference, string expected) =>
        Assert.Equal("http://example.org" + expected, UrlBaseTests.Resolve(reference, rules: Dropping));

    [Theory(Timeout = 30_000)]
    [InlineData("/?b=2&a=1", "/?a=1&b=2")]
    [InlineData("/?b=2&a=2&b=1&a=1", "/?a=2&a=1&b=2&b=1")]
    [InlineData("/?ab=1&a=2", "/?a=2&ab=1")]
    [InlineData("/?b&&a", "/?&a&b")]
    [InlineData("/?", "/?")]
    public void A_query_is_ordered_by_name(string reference, string expected) =>
        Assert.Equal("http://example.org" + expected, UrlBaseTests.Resolve(reference, rules: new UrlRules { SortQuery = true }));

    [Theory(Timeout = 30_000)]
    [InlineData("http://www.example.org/", "http://example.org/")]
    [InlineData("http://www.www.example.org/", "http://example.org/")]
    [InlineData("http://www.org/", "http://www.org/")]
    [InlineData("http://www.org./", "http://www.org./")]
    [InlineData("http://www2.example.org/", "http://www2.example.org/")]
    public void Www_is_dropped(string reference, string expected) =>
        Assert.Equal(expected, UrlBaseTests.Resolve(reference, rules: new UrlRules { StripWww = true }));

    [Fact(Timeout = 30_000)]
    public void The_rules_of_RFC_3986_can_be_turned_off() =>
        Assert.Equal(
            "http://example.org/%7euser/%c3",
            UrlBaseTests.Resolve("/%7euser/%c3", rules: new UrlRules { DecodeUnreserved = false, UppercaseEscapes = false }));

    [Theory(Timeout = 30_000)]
    [InlineData("/%")]
    [InlineData("/%zz")]
    [InlineData("/%%34")]
    [InlineData("/%4%31")]
    public void A_lone_percent_sign_can_stay_and_completes_no_escape(string reference) =>
        Assert.Equal("http://example.org" + reference, UrlBaseTests.Resolve(reference, rules: new UrlRules { EscapeStrayPercent = false }));

    [Fact(Timeout = 30_000)]
    public void Rules_that_cannot_work_are_all_named_at_once()
    {
        var error = Assert.Throws<OptionsException>(() => new UrlRules { MaxLength = 5, DropParameters = ["ok", "a=b", "*", "a*b", ""] }.Validate());
        Assert.Equal(5, error.Problems.Count);
    }
}
