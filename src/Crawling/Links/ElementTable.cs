using System.Runtime.CompilerServices;

namespace Freshet.Links;

/// <summary>Finds elements by name, in an open-addressing table filled once.</summary>
internal static class ElementTable
{
    private const ElementTraits V = ElementTraits.Void;
    private const ElementTraits O = ElementTraits.BreaksOut;
    private const ElementTraits B = ElementTraits.SettlesBody;
    private const ElementTraits S = ElementTraits.Special;
    private const ElementTraits C = ElementTraits.Scoped;

    private const int Bits = 10;

    private static readonly Entry[] s_entries = Fill();

    public static Element Find(in TagName name, out ElementTraits traits)
    {
        var i = Slot(name.Key);
        while (s_entries[i] is { Length: not 0 } entry)
        {
            if (entry.Key == name.Key && entry.Length == name.Length)
            {
                traits = entry.Traits;
                return entry.Element;
            }
            i = (i + 1) & ((1 << Bits) - 1);
        }
        traits = ElementTraits.None;
        return Element.Unknown;
    }

    private static int Slot(ulong key) => (int)((key * 0x9E3779B97F4A7C15) >> (64 - Bits));

    [MethodImpl(MethodImplOptions.NoOptimization)]
    private static Entry[] Fill()
    {
        var entries = new Entry[1 << Bits];
        Add(Element.A, C, "a");
        Add(Element.Area, V | B | S, "area");
        Add(Element.Base, V | S, "base");
        Add(Element.Button, B | S | C, "button");
        Add(Element.Embed, V | O | B | S, "embed");
        Add(Element.Form, S | C, "form");
        Add(Element.Frame, V | S, "frame");
        Add(Element.Frameset, S, "frameset");
        Add(Element.IFrame, B | S, "iframe");
        Add(Element.Image, V | B, "image");
        Add(Element.Img, V | O | B | S, "img");
        Add(Element.Input, V | S, "input");
        Add(Element.Link, V | S, "link");
        Add(Element.Meta, V | O | S, "meta");
        Add(Element.Object, B | S | C, "object");
        Add(Element.PlainText, S, "plaintext");
        Add(Element.Source, V | S, "source");
        Add(Element.Track, V | S, "track");
        Add(Element.Xmp, B | S, "xmp");
        Add(Element.TextArea, B | S, "textarea");
        Add(Element.Br, V | O | B | S, "br");
        Add(Element.P, O | S | C, "p");
        Add(Element.Font, C, "font");
        Add(Element.AnnotationXml, S, "annotation-xml");
        Add(Element.ForeignObject, S, "foreignobject");
        Add(Element.MathText, S, "mi", "mn", "mo", "ms", "mtext");
        Each(ElementTraits.None, (Element.Audio, "audio"), (Element.Video, "video"), (Element.Svg, "svg"), (Element.Math, "math"),
            (Element.Desc, "desc"), (Element.Malignmark, "malignmark"), (Element.Mglyph, "mglyph"), (Element.Use, "use"));
        Each(S, (Element.NoEmbed, "noembed"), (Element.NoFrames, "noframes"), (Element.Script, "script"), (Element.Style, "style"),
            (Element.Template, "template"), (Element.Title, "title"));
        Add(Element.Other, O | C, "b", "big", "code", "em", "i", "nobr", "s", "small", "strike", "strong", "tt", "u");
        Add(Element.Other, O, "span", "sub", "sup", "var");
        Add(Element.Other, O | S | C, "blockquote", "center", "div", "dl", "h1", "h2", "h3", "h4", "h5", "h6", "menu", "ol", "ul");
        Add(Element.Other, O | B | S | C, "dd", "dt", "li", "listing", "pre");
        Add(Element.Other, O | B | S, "body", "table");
        Add(Element.Other, O | S, "head");
        Add(Element.Other, O, "ruby");
        Add(Element.Other, V | O | B | S, "hr");
        Add(Element.Other, V | B, "keygen", "wbr");
        Add(Element.Other, V, "param");
        Add(Element.Other, V | S, "basefont", "bgsound", "col");
        Add(Element.Other, B | S, "select");
        Add(Element.Other, B | S | C, "applet", "marquee");
        Add(Element.Other, S | C, "address", "article", "aside", "details", "dir", "fieldset", "figcaption", "figure", "footer", "header",
            "hgroup", "main", "nav", "search", "section", "summary");
        Add(Element.Other, S, "caption", "colgroup", "html", "noscript", "tbody", "td", "tfoot", "th", "thead", "tr");
        return entries;

        void Each(ElementTraits traits, params ReadOnlySpan<(Element Element, string Name)> all)
        {
            foreach (var (element, name) in all)
                Add(element, traits, name);
        }

        void Add(Element element, ElementTraits traits, params ReadOnlySpan<string> names)
        {
            foreach (var text in names)
            {
                var name = TagName.Of(text);
                var i = Slot(name.Key);
                while (entries[i].Length != 0)
                    i = (i + 1) & ((1 << Bits) - 1);
                entries[i] = new Entry(name.Key, name.Length, element, traits);
            }
        }
    }

    private readonly record struct Entry(ulong Key, int Length, Element Element, ElementTraits Traits);
}
