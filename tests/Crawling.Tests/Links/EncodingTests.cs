using System.Text;
using Freshet.Links;

namespace Freshet.Tests.Links;

public sealed class EncodingTests
{
    [Theory(Timeout = 30_000)]
    [InlineData("<meta charset=latin1>", null, "windows-1252")]
    [InlineData("<META CHARSET = 'KOI8-R'>", null, "koi8-r")]
    [InlineData("<meta http-equiv=content-type content='text/html; charset=euc-kr'>", null, "euc-kr")]
    [InlineData("<meta content='text/html; charset=\"shift_jis\"' http-equiv=Content-Type>", null, "shift_jis")]
    [InlineData("<meta content='text/html; charset=euc-kr'>", null, "utf-8")]
    [InlineData("<meta http-equiv=content-type content='charset charset = big5;'>", null, "big5")]
    [InlineData("<!-- <meta charset=big5> --><meta charset=gbk>", null, "gbk")]
    [InlineData("<!--><meta charset=gbk>", null, "gbk")]
    [InlineData("<x y='<meta charset=big5>'><meta charset=gbk>", null, "gbk")]
    [InlineData("<meta charset=nonsense><meta charset=gbk>", null, "gbk")]
    [InlineData("<meta charset=utf-16>", null, "utf-8")]
    [InlineData("<meta charset=x-user-defined>", null, "windows-1252")]
    [InlineData("<?xml version='1.0' encoding='iso-8859-2'?>", null, "iso-8859-2")]
    [InlineData("<meta charset=gbk>", "utf-8", "utf-8")]
    [InlineData("<meta charset=gbk>", "\"Latin1\"", "windows-1252")]
    [InlineData("<meta charset=gbk>", "nonsense", "gbk")]
    [InlineData("\u00E9", null, "utf-8")]
    [InlineData("", null, "utf-8")]
    public void The_encoding_is_what_the_page_or_its_header_declares(string html, string? charset, string expected) =>
        Assert.Equal(expected, CollectedLinks.Of(Encoding.UTF8.GetBytes(html), charset).Summary.Encoding.Name);

    [Fact(Timeout = 30_000)]
    public void A_page_that_declares_nothing_and_is_no_utf_8_is_what_a_late_meta_element_says_or_windows_1252()
    {
        Assert.Equal("windows-1252", CollectedLinks.Of([0xE9]).Summary.Encoding.Name);
        var late = Encoding.Latin1.GetBytes($"{new string(' ', 2_000)}<meta charset=koi8-r>\u00E9");
        Assert.Equal("koi8-r", CollectedLinks.Of(late).Summary.Encoding.Name);
    }

    [Theory(Timeout = 30_000)]
    [InlineData("utf-8", "\u0436\u65E5\U0001F600")]
    [InlineData("utf-16le", "\u0436\u65E5\U0001F600")]
    [InlineData("utf-16be", "\u0436\u65E5\U0001F600")]
    [InlineData("iso-2022-jp", "\u65E5\u672C")]
    [InlineData("shift_jis", "\u65E5\u672C\u8868")]
    [InlineData("euc-jp", "\u65E5\u672C")]
    [InlineData("gb18030", "\u0436\u65E5\U0001F600")]
    [InlineData("gbk", "\u4E2D\u6587")]
    [InlineData("big5", "\u4E2D\u6587\u529F")]
    [InlineData("euc-kr", "\uD55C\uAD6D")]
    [InlineData("koi8-r", "\u0436")]
    [InlineData("windows-1251", "\u0436")]
    [InlineData("windows-1252", "\u20AC\u00E9")]
    [InlineData("iso-8859-10", "\u0104\u0138")]
    [InlineData("iso-8859-14", "\u1E02\u0177")]
    [InlineData("iso-8859-16", "\u0218\u20AC")]
    [InlineData("x-user-defined", "\uF780\uF7FF")]
    public void References_in_any_encoding_come_out_as_utf_8(string label, string text)
    {
        var encoding = PageEncoding.Find(label)!;
        var body = encoding.Encoding.GetBytes($"<title>{text}</title><a href='/{text}?a&amp;b'><img alt={text} src=x>");
        var links = CollectedLinks.Of(body, label.ToUpperInvariant());
        Assert.Equal([$"/{text}?a&b", "x"], links.References);
        Assert.Equal(label, links.Summary.Encoding.Name);
    }

    [Fact(Timeout = 30_000)]
    public void A_byte_order_mark_wins_over_all_else()
    {
        foreach (var encoding in new Encoding[] { Encoding.UTF8, Encoding.Unicode, Encoding.BigEndianUnicode })
        {
            byte[] body = [.. encoding.GetPreamble(), .. encoding.GetBytes("<meta charset=gbk><a href=\u00E9>")];
            Assert.Equal(["\u00E9"], CollectedLinks.Of(body, "latin1").References);
        }
    }

    [Fact(Timeout = 30_000)]
    public void Malformed_bytes_become_replacement_characters()
    {
        Assert.Equal(["x\uFFFDy"], CollectedLinks.Of([.. "<a href=x"u8, 0xFF, .. "y>"u8], "utf-8").References);
        Assert.Equal(["\uFFFD"], CollectedLinks.Of([.. "<a href="u8, 0x81, .. ">"u8], "shift_jis").References);
    }

    [Fact(Timeout = 30_000)]
    public void The_encodings_that_browsers_refuse_hold_no_links()
    {
        var links = CollectedLinks.Of("<a href=x>"u8, "hz-gb-2312");
        Assert.Empty(links.Links);
        Assert.Equal(("replacement", PageEncoding.Utf8), (links.Summary.Encoding.Name, links.Summary.Encoding.QueryEncoding));
    }
}
