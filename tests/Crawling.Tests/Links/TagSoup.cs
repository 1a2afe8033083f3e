using System.Text;

namespace Freshet.Tests.Links;

/// <summary>Makes pages of nasty fragments, and spoils real ones; the same seed gives the same page.</summary>
internal sealed class TagSoup(int seed)
{
    private static readonly string[] s_fragments =
    [
        "<a href=1>", "<a href='2'", ">", "</a>", "<a\fhref = \"3\" >", "<A HREF=4/>", "<a/href=5>", "<a href=6 href=7>", "<a =href=8>", "<a x='>' href=9>",
        "<a href=a\"b>", "<a href=\"&amp;&ampx&amp=&copy&copy;&copyx\">", "<a href='&#x41;&#65&#128;&#0;&#xD800;&#99999999999;'>", "<a href=&notin;&noti>",
        "<a href=\0>", "<a \0href=10>", "<a hre\0f=11>", "<a href>", "<a href=>", "<a href= >", "<a href=\"un", "'", "\"", "=", "/", "<", "</", "<!", "<?x>", "</ x>",
        "</>", "<>", "<!-->", "<!--->", "<!--", "-->", "--!>", "<!-- a --!> -->", "<!--a--b-->", "<!---->", "<!----->", "<!-- <!-- -->", "-", "--", "!", "<!doctype html>",
        "<!DOCTYPE a PUBLIC \">\">", "<!bogus <a href=12>", "<![CDATA[ <a href=13> ]]>", "]]>", "<script>", "</script>", "<script src=s1></script >", "<script><!--",
        "<script><!--<script>", "</script/x>", "</scripty>", "<style>", "</style>", "<title>", "</title>", "</TITLE\n>", "<textarea>", "</textarea>",
        "<xmp>", "</xmp>", "<iframe src=f1>", "</iframe>", "<noembed>", "</noembed>", "<noscript><a href=14></noscript>", "<noframes>", "</noframes>",
        "<img src=i1>", "<img src=i2 srcset='a 1x, b 2x,c'>", "<image src=i3>", "<link rel=stylesheet href=l1>", "<link href=l2>", "<base href=b1>", "<base href=b2>",
        "<form action=f1>", "</form>", "<input type=image src=i4>", "<button formaction=f3>", "</button>", "<area href=r1>", "<embed src=e1>", "<object data=o1></object>",
        "<video src=v1 poster=p1>", "</video>", "<source src=v2>", "<track src=v3>", "<div>", "</div>", "<p>", "</p>", "<b>", "</b>", "<span>", "</span>", "<ul><li>", "</ul>",
        "<body>", "</body>", "<html>", "</html>", "<head>", "</head>", "text", " ", "\n", "&amp;", "é", "<br>", "</br>", "<h1>", "</h1>",
    ];

    // Without "<svg/>": AngleSharp takes "<svg/><![CDATA[" for a CDATA section. Without href beside xlink:href: it keeps one.
    private static readonly string[] s_foreign =
    [
        "<svg>", "</svg>", "<math>", "</math>", "<g>", "</g>", "<path/>", "<path>", "<a xlink:href=x1>", "<a href=x2>", "<image href=x4>", "<use href=x5>", "<use xlink:href=x6 />",
        "<foreignObject>", "</foreignObject>", "<desc>", "</desc>", "<title>", "</title>", "<style>", "</style>", "<script href=x7>", "</script>", "<script href=x8 />",
        "<mi>", "</mi>", "<mo>", "<mtext>", "</mtext>", "<mglyph>", "<malignmark>", "<annotation-xml>", "<annotation-xml encoding=text/html>", "</annotation-xml>",
        "<font>", "<font color=red>", "</font>", "<![CDATA[ <a href=c1> ]]>", "<![CDATA[", "]]>", "<table>", "<svg></p>", "<textarea>", "</textarea>",
    ];

    private static readonly string[] s_templates =
        ["<template>", "</template>", "<template><a href=t1></template>", "<table>", "</table>", "<tr><td>", "</td>", "<noframes><a href=t2></noframes>"];

    // Not together with templates: AngleSharp lets no text in them settle the body.
    private static readonly string[] s_frames =
        ["<frameset>", "</frameset>", "<frame src=f9>", "<frame src=f8>", "<noframes><a href=t2></noframes>"];

    private readonly Random _random = new(seed);

    /// <summary>A page in pieces.</summary>
    public List<string> Soup(string? spice)
    {
        var html = new List<string>();
        for (var i = _random.Next(1, 30); i > 0; i--)
        {
            var special = spice switch { "foreign" => s_foreign, "templates" => s_templates, "frames" => s_frames, _ => s_fragments };
            html.Add(Pick(_random.Next(3) == 0 ? special : s_fragments));
        }
        return html;
    }

    /// <summary>Leaves out pieces as long as what is left still fails.</summary>
    public static List<string> Shrink(List<string> pieces, Predicate<List<string>> fails)
    {
        for (var i = pieces.Count - 1; i >= 0; i--)
        {
            List<string> fewer = [.. pieces[..i], .. pieces[(i + 1)..]];
            if (fails(fewer))
                pieces = fewer;
        }
        return pieces;
    }

    public byte[] Spoil(ReadOnlySpan<byte> page)
    {
        // A window is enough, and cheaper than the whole.
        var start = _random.Next(Math.Max(1, page.Length - 4000));
        var body = page.Slice(start, Math.Min(4000, page.Length - start)).ToArray().ToList();
        for (var i = _random.Next(1, 12); i > 0 && body.Count > 0; i--)
        {
            var at = _random.Next(body.Count);
            switch (_random.Next(5))
            {
                case 0:
                    body[at] = (byte)_random.Next(256);
                    break;
                case 1:
                    body[at] = "<>\"'=/! -&\0"u8[_random.Next(11)];
                    break;
                case 2:
                    body.RemoveRange(at, Math.Min(_random.Next(1, 40), body.Count - at));
                    break;
                case 3:
                    body.InsertRange(at, Encoding.UTF8.GetBytes(Pick(s_fragments)));
                    break;
                default:
                    var from = _random.Next(body.Count);
                    body.InsertRange(at, body.GetRange(from, Math.Min(_random.Next(1, 200), body.Count - from)));
                    break;
            }
        }
        return [.. body];
    }

    private string Pick(string[] of) => of[_random.Next(of.Length)];
}
