namespace Freshet.Tests.Links;

public sealed class TokenizationTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("<!--><a href=x>-->", "x")]
    [InlineData("<!---><a href=x>-->", "x")]
    [InlineData("<!----><a href=x>-->", "x")]
    [InlineData("<!-- <a href=y> --!><a href=x>-->", "x")]
    [InlineData("<!-- <a href=y> --!-><a href=y>--><a href=x>", "x")]
    [InlineData("<!-- <!-- --><a href=x>-->", "x")]
    [InlineData("<!-- - -- > ----><a href=x>", "x")]
    [InlineData("<!-- <a href=y>", "")]
    [InlineData("<!a <a href=y><a href=x>", "x")]
    [InlineData("<?a <a href=y><a href=x>", "x")]
    [InlineData("</ a <a href=y><a href=x>", "x")]
    [InlineData("</><a href=x>", "x")]
    [InlineData("<><<a href=x>", "x")]
    [InlineData("<!DOCTYPE html PUBLIC \"><a href=x>\">", "x")]
    [InlineData("<![CDATA[<a href=y>]]><a href=x>", "x")]
    public void Comments_of_every_form_hide_what_they_should(string html, string expected) => Check(html, expected);

    [Theory(Timeout = 30_000)]
    [InlineData("<script><a href=y></script><a href=x>", "x")]
    [InlineData("<script><!-- <a href=y></script><a href=x>", "x")]
    [InlineData("<script><!-- <script> </script> <a href=y> </script><a href=x>", "x")]
    [InlineData("<script><!-- <script> --> </script><a href=x>", "x")]
    [InlineData("<script><!--><script></script><a href=x>", "x")]
    [InlineData("<script><!--- <script></script x></script><a href=x>", "x")]
    [InlineData("<script><!-- <scripts></script><a href=x>", "x")]
    [InlineData("<script><a href=y></script", "")]
    [InlineData("<style><a href=y></styles></style\n x='>'><a href=x>", "x")]
    [InlineData("<title><a href=y></TITLE/><a href=x>", "x")]
    [InlineData("<textarea></textare><a href=y></textarea><a href=x>", "x")]
    [InlineData("<xmp><!--</xmp><a href=x>", "x")]
    [InlineData("<iframe><a href=y></iframe><noembed><a href=y></noembed><noframes><a href=y></noframes><a href=x>", "x")]
    [InlineData("<plaintext></plaintext><a href=y>", "")]
    [InlineData("<script/><a href=y></script><a href=x>", "x")]
    public void Raw_text_ends_at_its_own_end_tag(string html, string expected) => Check(html, expected);

    [Theory(Timeout = 30_000)]
    [InlineData("<A\fHREF\n=\r\nx>", "x")]
    [InlineData("<a/href=x>", "x")]
    [InlineData("<a href=x/>", "x/")]
    [InlineData("<a href=x href=y>", "x")]
    [InlineData("<a href HREF=y>", "")]
    [InlineData("<a =href=y>", null)]
    [InlineData("<a ==href=y href=x>", "x")]
    [InlineData("<a title='>' href=x>", "x")]
    [InlineData("<a title=a'b href=x>", "x")]
    [InlineData("<a 'title>' href=x>", null)]
    [InlineData("<a b='c'href=x>", "x")]
    [InlineData("<a hre\0f=y>", null)]
    [InlineData("<a href=\0x>", "\uFFFDx")]
    [InlineData("<a\0 href=y>", null)]
    [InlineData("<a href='x", null)]
    [InlineData("<a href=x", null)]
    [InlineData("<a href=\"x>y\">", "x>y")]
    [InlineData("<a abcdefghijklmnopqrstuvwxyz href=x>", "x")]
    [InlineData("<a\u000bb href=y>", null)]
    public void Attributes_are_read_as_the_standard_says(string html, string? expected)
    {
        var links = CollectedLinks.Of(html);
        Assert.Equal(expected == null ? [] : [expected], links.References);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("<svg><![CDATA[<a href=y>]]><a href=x>", "x")]
    [InlineData("<svg><style><a href=x></style>", "x")]
    [InlineData("<svg><title><style><a href=y></style></title><a href=x>", "x")]
    [InlineData("<svg/><![CDATA[<a href=y>]]><a href=x>", "x")]
    [InlineData("<svg><foreignObject><![CDATA[<a href=y>]]><a href=x>", "x")]
    [InlineData("<svg><p><![CDATA[<a href=y>]]><a href=x>", "x")]
    [InlineData("<svg></p><style><a href=y></style><a href=x>", "x")]
    [InlineData("<svg><font color=red><style><a href=y></style><a href=x>", "x")]
    [InlineData("<svg><font><style><a href=x></style>", "x")]
    [InlineData("<math><a href=y></math><a href=x>", "x")]
    [InlineData("<math><mi><a href=x></math>", "x")]
    [InlineData("<math><mi><malignmark><a href=y></math><a href=x>", "x")]
    [InlineData("<math><annotation-xml><a href=y><svg><a href=y></math><a href=x>", "x")]
    [InlineData("<math><annotation-xml encoding=Text/HTML><a href=x></math>", "x")]
    [InlineData("<math><annotation-xml><svg><a href=x>", "x")]
    public void Foreign_content_is_told_from_html(string html, string expected) => Check(html, expected);

    [Theory(Timeout = 30_000)]
    [InlineData("<!--")]
    [InlineData("<!-- -- ")]
    [InlineData("<a ")]
    [InlineData("<a href=")]
    [InlineData("<a href='")]
    [InlineData("<a href=x>")]
    [InlineData("</")]
    [InlineData("<script><!--<script>")]
    [InlineData("<script></scrip")]
    [InlineData("<title></titl")]
    [InlineData("<svg><![CDATA[")]
    [InlineData("<svg>")]
    [InlineData("<svg><desc><x></y>")]
    [InlineData("<template>")]
    [InlineData("<meta charset=")]
    [InlineData("<base robots")]
    [InlineData("&amp")]
    [InlineData("&#1")]
    [InlineData(",a ")]
    [InlineData("\0")]
    public void A_page_of_one_thing_repeated_takes_linear_time(string piece)
    {
        var repeated = string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));
        CollectedLinks.Of(repeated);
        CollectedLinks.Of($"<svg><g>{repeated}");
        CollectedLinks.Of($"<img srcset=\"{repeated[..1_000_000]}\"><a href=\"{repeated[..1_000_000]}\" rel=\"{repeated[..1_000_000]}\">");
        CollectedLinks.Of([0xFF, .. System.Text.Encoding.Latin1.GetBytes(repeated)]);
    }

    private static void Check(string html, string expected) => Assert.Equal(expected, string.Join(' ', CollectedLinks.Of(html).References));
}
