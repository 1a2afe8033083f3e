using System.Text;
using Freshet.Urls;

namespace Freshet.Tests.Urls;

public sealed class UrlScopeTests
{
    private static readonly CanonicalUrl Seed = CanonicalUrl.Parse("https://docs.example.co.uk/guide/start.html?x=/y/");

    [Theory(Timeout = 30_000)]
    [InlineData("https://docs.example.co.uk/other", true, true, false)]
    [InlineData("http://docs.example.co.uk/guide/", true, true, true)]
    [InlineData("http://docs.example.co.uk/guide/a/b?c", true, true, true)]
    [InlineData("http://docs.example.co.uk/guide", true, true, false)]
    [InlineData("http://docs.example.co.uk/guide2/", true, true, false)]
    [InlineData("http://docs.example.co.uk:8080/guide/", false, true, false)]
    [InlineData("http://example.co.uk/", false, true, false)]
    [InlineData("http://a.b.example.co.uk/", false, true, false)]
    [InlineData("http://notexample.co.uk/", false, false, false)]
    [InlineData("http://other.co.uk/", false, false, false)]
    [InlineData("http://docs.example.co.uk.evil.org/guide/", false, false, false)]
    public void A_scope_says_what_belongs_to_the_crawl(string url, bool host, bool domain, bool prefix)
    {
        var canonical = CanonicalUrl.Parse(url);
        Assert.Equal(host, UrlScope.Host(Seed).Contains(canonical));
        Assert.Equal(domain, UrlScope.Domain(Seed).Contains(canonical));
        Assert.Equal(prefix, UrlScope.Prefix(Seed).Contains(canonical));
        Assert.True(UrlScope.Any.Contains(canonical));
        Assert.Equal(host, UrlScope.AnyOf([UrlScope.Prefix(Seed), UrlScope.Host(Seed)]).Contains(canonical));
        Assert.False(UrlScope.AnyOf([]).Contains(canonical));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("example.org", "example.org")]
    [InlineData("www.example.org", "example.org")]
    [InlineData("a.b.example.org", "example.org")]
    [InlineData("www.example.org.", "example.org.")]
    [InlineData("bbc.co.uk", "bbc.co.uk")]
    [InlineData("www.bbc.co.uk", "bbc.co.uk")]
    [InlineData("co.uk", "co.uk")]
    [InlineData("t.co", "t.co")]
    [InlineData("www.com.au", "www.com.au")]
    [InlineData("me.github.io", "me.github.io")]
    [InlineData("a.me.github.io", "me.github.io")]
    [InlineData("github.io", "github.io")]
    [InlineData("bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com")]
    [InlineData("x.bucket.s3.amazonaws.com", "bucket.s3.amazonaws.com")]
    [InlineData("localhost", "localhost")]
    [InlineData("192.168.0.1", "192.168.0.1")]
    [InlineData("[::1]", "[::1]")]
    public void A_registrable_domain_is_what_somebody_registered(string host, string domain) =>
        Assert.Equal(domain, Encoding.ASCII.GetString(RegistrableDomain.Of(Encoding.ASCII.GetBytes(host))));
}
