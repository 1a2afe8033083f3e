using Freshet.Links;

namespace Freshet.Tests.Links;

public sealed class HtmlLinksTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("<a href=x>", LinkKind.Anchor, "x")]
    [InlineData("<area href=x>", LinkKind.Area, "x")]
    [InlineData("<link rel=next href=x>", LinkKind.Link, "x")]
    [InlineData("<img src=x>", LinkKind.Image, "x")]
    [InlineData("<image src=x>", LinkKind.Image, "x")]
    [InlineData("<input type=IMAGE src=x>", LinkKind.Image, "x")]
    [InlineData("<input type=text src=x>", LinkKind.Image, null)]
    [InlineData("<video poster=x>", LinkKind.Image, "x")]
    [InlineData("<video src=x>", LinkKind.Media, "x")]
    [InlineData("<audio src=x>", LinkKind.Media, "x")]
    [InlineData("<source src=x>", LinkKind.Media, "x")]
    [InlineData("<track src=x>", LinkKind.Media, "x")]
    [InlineData("<embed src=x>", LinkKind.Embed, "x")]
    [InlineData("<object data=x>", LinkKind.Embed, "x")]
    [InlineData("<iframe src=x></iframe>", LinkKind.Frame, "x")]
    [InlineData("<frameset><frame src=x></frameset>", LinkKind.Frame, "x")]
    [InlineData("<body><frame src=x>", LinkKind.Frame, null)]
    [InlineData("<script src=x></script>", LinkKind.Script, "x")]
    [InlineData("<form action=x>", LinkKind.Form, "x")]
    [InlineData("<button formaction=x>", LinkKind.Form, "x")]
    [InlineData("<svg><a href=x xlink:href=y />", LinkKind.Anchor, "x")]
    [InlineData("<svg><a xlink:href=x>", LinkKind.Anchor, "x")]
    [InlineData("<svg><image href=x>", LinkKind.Image, "x")]
    [InlineData("<svg><use href=x>", LinkKind.Use, "x")]
    [InlineData("<svg><script href=x />", LinkKind.Script, "x")]
    [InlineData("<a href=>", LinkKind.Anchor, "")]
    [InlineData("<a name=x>", LinkKind.Anchor, null)]
    [InlineData("<img src=''>", LinkKind.Image, null)]
    [InlineData("<a href=' \t x\ny \r'>", LinkKind.Anchor, "x\ny")]
    public void Each_kind_of_link_is_found_where_it_is_meant(string html, LinkKind kind, string? reference)
    {
        var links = CollectedLinks.Of(html).Links;
        if (reference == null)
            Assert.Empty(links);
        else
            Assert.Equal((kind, reference), Assert.Single(links));
        Assert.Empty(CollectedLinks.Of(html, LinkKind.All & ~kind).Links);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("<img srcset='a 1x, b 2x,c,d,, e'>", "a b c,d e")]
    [InlineData("<img srcset='a (x,y) 1x, b'>", "a b")]
    [InlineData("<img srcset=' , ,a'>", "a")]
    [InlineData("<source srcset='data:,x 1x, a&amp;b 2x'>", "data:,x a&b")]
    [InlineData("<link rel=preload imagesrcset='a 1x, b 2x'>", "a b")]
    [InlineData("<img srcset=''>", "")]
    public void A_source_set_is_a_link_for_each_candidate(string html, string expected)
    {
        var links = CollectedLinks.Of(html);
        Assert.Equal(expected, string.Join(' ', links.References));
        Assert.All(links.Links, static l => Assert.Equal(LinkKind.SourceSet, l.Kind));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("0;url=x", "x")]
    [InlineData("5; URL = 'x y' z", "x y")]
    [InlineData("5, url=\"x", "x")]
    [InlineData(" 3 x", "x")]
    [InlineData("3;;x", ";x")]
    [InlineData("3.5;x", "x")]
    [InlineData(".5;x", "x")]
    [InlineData("0;urlx", "urlx")]
    [InlineData("0;u", "u")]
    [InlineData("0;url = ", null)]
    [InlineData("0", null)]
    [InlineData("x;url=y", null)]
    [InlineData("0x;url=y", null)]
    [InlineData("", null)]
    public void A_refresh_leads_to_its_address(string content, string? expected)
    {
        var links = CollectedLinks.Of($"<meta http-equiv=Refresh content='{content.Replace("'", "&#39;")}'>").Links;
        if (expected == null)
            Assert.Empty(links);
        else
            Assert.Equal((LinkKind.MetaRefresh, expected), Assert.Single(links));
    }

    [Theory(Timeout = 30_000)]
    [InlineData("<base href=x><a href=y>", "x")]
    [InlineData("<a href=y><p><BASE target=_top><base href=' x '><base href=z>", "x")]
    [InlineData("<a href=y><template><base href=z></template><base href='x'>", "x")]
    [InlineData("<a href=y><svg><base href=z></svg><base href='x'>", "x")]
    [InlineData("<a href=y><!-- <base href=x> --><based href=x>", null)]
    public void The_first_base_with_an_address_is_reported_before_all_links(string html, string? expected)
    {
        var links = CollectedLinks.Of(html);
        Assert.Equal(expected, links.BaseReference);
        Assert.Equal(["y"], links.References);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("<template><a href=x></template><a href=y>", "y")]
    [InlineData("<template><template></template><a href=x></template><a href=y>", "y")]
    [InlineData("<div><template shadowrootmode=open><a href=x></template></div>", "x")]
    [InlineData("<template><template shadowrootmode=open></template><a href=x></template>", "")]
    [InlineData("<svg><template><a href=x></template>", "x")]
    [InlineData("</template><a href=x>", "x")]
    [InlineData("<form action=x><form action=y></form><form action=z>", "x z")]
    [InlineData("<select><option><a href=x></select>", "x")]
    [InlineData("<noscript><a href=x></noscript>", "x")]
    public void What_a_browser_does_not_render_is_no_link(string html, string expected) =>
        Assert.Equal(expected, string.Join(' ', CollectedLinks.Of(html).References));

    [Fact(Timeout = 30_000)]
    public void Relations_and_nofollow_are_told()
    {
        var links = CollectedLinks.Of("<link rel='Alternate  STYLESHEET x' href=a><a rel='ugc&#32;nofollow' href=b><a href=c rel=canonical>");
        Assert.Equal(
            [
                (LinkRelations.Alternate | LinkRelations.Stylesheet, false),
                (LinkRelations.UserGenerated | LinkRelations.NoFollow, true),
                (LinkRelations.Canonical, false),
            ],
            links.Details);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("<a href=x><META name=Robots content='index, NoFollow'>", true, false)]
    [InlineData("<a href=x><meta name=robots content=none>", true, true)]
    [InlineData("<a href=x><meta name=robots content=noindex>", false, true)]
    [InlineData("<a href=x><meta name=description content='robots nofollow'>", false, false)]
    [InlineData("<a href=x><!--<meta name=robots content=none>-->", false, false)]
    public void A_robots_meta_element_counts_for_links_before_it(string html, bool noFollow, bool noIndex)
    {
        var links = CollectedLinks.Of(html);
        Assert.Equal(noFollow, Assert.Single(links.Details).NoFollow);
        Assert.Equal((noFollow, noIndex, 1), (links.Summary.NoFollow, links.Summary.NoIndex, links.Summary.Links));
    }
}
