using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using Freshet.Links;

namespace Freshet.Tests.Links;

/// <summary>The links of a page by AngleSharp's document: the reference that the scanner is compared with.</summary>
internal static class DocumentLinks
{
    private const string Svg = "http://www.w3.org/2000/svg";
    private const string Html = "http://www.w3.org/1999/xhtml";

    private static readonly char[] s_space = ['\t', '\n', '\f', '\r', ' '];

    public static (string? Base, List<(LinkKind Kind, string Reference)> Links) Of(string html)
    {
        using var document = new HtmlParser(new HtmlParserOptions(), BrowsingContext.New()).ParseDocument(html);
        var links = new List<(LinkKind, string)>();
        string? baseReference = null;
        foreach (var element in document.All)
        {
            if (element.NamespaceUri == Svg)
                OfSvg(element, links);
            else if (element.NamespaceUri == Html && OfHtml(element, links) is { } reference)
                baseReference ??= reference;
        }
        return (baseReference, links);
    }

    private static string? OfHtml(IElement element, List<(LinkKind, string)> links)
    {
        switch (element.LocalName)
        {
            case "a": Add(LinkKind.Anchor, "href"); break;
            case "area": Add(LinkKind.Area, "href"); break;
            case "link": Add(LinkKind.Link, "href"); AddSet("imagesrcset"); break;
            case "img": Add(LinkKind.Image, "src"); AddSet("srcset"); break;
            case "input":
                if (string.Equals(element.GetAttribute("type"), "image", StringComparison.OrdinalIgnoreCase))
                    Add(LinkKind.Image, "src");
                Add(LinkKind.Form, "formaction");
                break;
            case "button": Add(LinkKind.Form, "formaction"); break;
            case "form": Add(LinkKind.Form, "action"); break;
            case "source": Add(LinkKind.Media, "src"); AddSet("srcset"); break;
            case "video": Add(LinkKind.Media, "src"); Add(LinkKind.Image, "poster"); break;
            case "audio" or "track": Add(LinkKind.Media, "src"); break;
            case "embed": Add(LinkKind.Embed, "src"); break;
            case "object": Add(LinkKind.Embed, "data"); break;
            case "iframe" or "frame": Add(LinkKind.Frame, "src"); break;
            case "script": Add(LinkKind.Script, "src"); break;
            case "base": return element.GetAttribute("href")?.Trim(s_space);
        }
        return null;

        void Add(LinkKind kind, string name) => DocumentLinks.Add(links, kind, element.GetAttribute(name));

        void AddSet(string name)
        {
            foreach (var candidate in SourceSetOf(element.GetAttribute(name) ?? ""))
                links.Add((LinkKind.SourceSet, candidate));
        }
    }

    private static void OfSvg(IElement element, List<(LinkKind, string)> links)
    {
        var kind = element.LocalName switch
        {
            "a" => LinkKind.Anchor,
            "image" => LinkKind.Image,
            "script" => LinkKind.Script,
            "use" => LinkKind.Use,
            _ => LinkKind.None,
        };
        if (kind != LinkKind.None)
            Add(links, kind, element.GetAttribute("href") ?? element.GetAttribute("xlink:href"));
    }

    private static void Add(List<(LinkKind, string)> links, LinkKind kind, string? reference)
    {
        reference = reference?.Trim(s_space);
        if (reference != null && (reference.Length > 0 || kind is LinkKind.Anchor or LinkKind.Area))
            links.Add((kind, reference));
    }

    /// <summary>A plain, slow rendering of "parse a srcset attribute".</summary>
    private static IEnumerable<string> SourceSetOf(string text)
    {
        var i = 0;
        while (true)
        {
            while (i < text.Length && (s_space.Contains(text[i]) || text[i] == ','))
                i++;
            if (i == text.Length)
                yield break;
            var start = i;
            while (i < text.Length && !s_space.Contains(text[i]))
                i++;
            var address = text[start..i];
            yield return address.TrimEnd(',');
            if (address.EndsWith(','))
                continue;
            var depth = false;
            for (; i < text.Length && (depth || text[i] != ','); i++)
                depth = text[i] == '(' || (depth && text[i] != ')');
        }
    }
}
