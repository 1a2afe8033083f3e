using System.Text;
using Freshet.Urls;

namespace Freshet.Tests.Urls;

public sealed class UrlBaseTests
{
    public static TheoryData<string, string?> Table()
    {
        var data = new TheoryData<string, string?>();
        foreach (var (reference, canonical) in UrlTable.Relative.Concat(UrlTable.Absolute))
        {
            data.Add(reference, canonical);
        }

        return data;
    }

    internal static string? Resolve(string reference, string page = UrlTable.Page, UrlRules? rules = null, Encoding? encoding = null)
    {
        Assert.True(UrlBase.TryCreate(Encoding.UTF8.GetBytes(page), out var @base, rules, encoding));
        var destination = new byte[8192];
        return @base.TryResolve(Encoding.UTF8.GetBytes(reference), destination, out var written)
            ? Encoding.ASCII.GetString(destination, 0, written)
            : null;
    }

    [Theory(Timeout = 30_000)]
    [MemberData(nameof(Table))]
    public void A_reference_resolves_as_in_a_browser(string reference, string? canonical)
    {
        Assert.Equal(canonical, Resolve(reference));
        if (canonical is not null)
        {
            Assert.Equal(canonical, Resolve(canonical));
            Assert.Equal(canonical, CanonicalUrl.Parse(canonical).Value);
        }
    }

    [Fact(Timeout = 30_000)]
    public void The_base_may_end_anywhere()
    {
        Assert.Equal("https://a/x", Resolve("x", "https://a"));
        Assert.Equal("https://a/x", Resolve("../x", "https://a/b"));
        Assert.Equal("https://a/b/x", Resolve("x", "https://a/b/?c/d"));
        Assert.Equal("https://a/?x", Resolve("?x", "https://a?y"));
        Assert.Equal("https://b/", Resolve("//b", "https://a"));
    }

    [Fact(Timeout = 30_000)]
    public void A_base_element_moves_the_base_unless_it_names_no_page()
    {
        Assert.True(UrlBase.TryCreate("http://a/b/c"u8, out var page));
        Assert.Equal("http://a/d/", Encoding.ASCII.GetString(page.WithHref("/d/"u8).Utf8Url.Span));
        Assert.Equal("https://x/y", Encoding.ASCII.GetString(page.WithHref("https://x/y#z"u8).Utf8Url.Span));
        Assert.Same(page, page.WithHref("javascript:1"u8));
        Assert.Same(page, page.WithHref("http://["u8));
    }

    [Fact(Timeout = 30_000)]
    public void The_query_is_in_the_encoding_of_the_page_and_the_path_in_UTF8()
    {
        Assert.Equal("http://example.org/%C3%A9?%E9=%26%23128512%3B", Resolve("/é?é=😀", encoding: Encoding.Latin1));
        Assert.Equal("http://example.org/?%C3%A9", Resolve("/?é", encoding: Encoding.Unicode));
        Assert.Equal("http://example.org/?%C3%A9", Resolve("/?é", encoding: Encoding.UTF8));
        Assert.Equal("http://example.org/?%26%23233%3Bx%20", Resolve("/?éx%20", encoding: Encoding.ASCII));
    }

    [Fact(Timeout = 30_000)]
    public void Bytes_that_are_no_UTF8_become_replacement_characters()
    {
        Assert.True(UrlBase.TryCreate("http://a/"u8, out var page));
        var destination = new byte[100];
        Assert.True(page.TryResolve([(byte)'x', 0xFF, 0xC3, (byte)'y'], destination, out var written));
        Assert.Equal("http://a/x%EF%BF%BD%EF%BF%BDy", Encoding.ASCII.GetString(destination, 0, written));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("x", UrlStatus.Valid)]
    [InlineData("mailto:x", UrlStatus.NotHttp)]
    [InlineData("http://a:b", UrlStatus.Invalid)]
    [InlineData("xxxxxxxxxxxxxxxxxxxxxx", UrlStatus.TooLong)]
    [InlineData("é é é é", UrlStatus.TooLong)]
    [InlineData("a/very/long/way/../../../..", UrlStatus.TooLong)]
    public void A_refusal_says_why(string reference, UrlStatus status)
    {
        Assert.True(UrlBase.TryCreate("http://a/"u8, out var page, new UrlRules { MaxLength = 24 }));
        Assert.Equal(status, page.Resolve(Encoding.UTF8.GetBytes(reference), new byte[100], out var written));
        Assert.Equal(status == UrlStatus.Valid, written > 0);
    }

    [Fact(Timeout = 30_000)]
    public void A_destination_of_any_length_is_never_overrun()
    {
        Assert.True(UrlBase.TryCreate("http://example.org/a/b"u8, out var page));
        foreach (var reference in new[] { "c/d?e=f", "../é?x y", "http://[::ffff:0:1]:99/", "//192.168.1/%7e", "" })
        {
            var utf8 = Encoding.UTF8.GetBytes(reference);
            var whole = new byte[200];
            Assert.True(page.TryResolve(utf8, whole, out var length));
            for (var room = 0; room < length; room++)
            {
                Assert.Equal(UrlStatus.TooLong, page.Resolve(utf8, new byte[room], out _));
            }

            Assert.Equal(UrlStatus.Valid, page.Resolve(utf8, new byte[length], out _));
        }
    }

    [Fact(Timeout = 30_000)]
    public void Nothing_is_allocated_on_the_way_of_an_ordinary_link()
    {
        Assert.True(UrlBase.TryCreate("https://example.org/a/b/c.html"u8, out var page));
        var seen = new SeenSet();
        var destination = new byte[1000];
        string[] links = ["d.html", "../e/f.html?g=1#h", "/a%20b/é", "https://example.org/x", "//Other.org:443/./y?z='1'", "mailto:me", "http://0x7f.1/"];
        var references = links.Select(Encoding.UTF8.GetBytes).ToArray();
        long Pass()
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var reference in references)
            {
                if (page.TryResolve(reference, destination, out var length))
                {
                    seen.TryAdd(UrlKey.Of(destination.AsSpan(0, length)));
                }
            }

            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Pass();
        Assert.Equal(0, Pass());
    }
}
