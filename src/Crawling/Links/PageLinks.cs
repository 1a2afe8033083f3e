namespace Freshet.Links;

/// <summary>Reads one page, in bytes of an ASCII-compatible encoding, and reports its links.</summary>
internal ref partial struct PageLinks(ReadOnlySpan<byte> html, AttributeText text, LinkKind kinds)
{
    private const ulong HeadElements = (1UL << (int)Element.Base) | (1UL << (int)Element.Meta);

    private const int LongestValue = 1 << 20;

    private readonly ReadOnlySpan<byte> _html = html;
    private readonly LinkKind _kinds = kinds;
    private AttributeText _text = text;
    private HtmlTokenizer _tokenizer;

    public int Links { get; private set; }

    public bool NoFollow { get; private set; }

    public bool NoIndex { get; private set; }

    public void Report<TReceiver>(ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        // The base and the robots meta element count for links before them too: pages that may have either are read that far first.
        var hint = HeadHints.LastIndex(_html);
        if (hint >= 0)
            ReadHead(hint, ref receiver);
        _tokenizer.Dispose();
        _tokenizer = new HtmlTokenizer(_html, ElementsOf(_kinds));
        while (_tokenizer.Read())
            ReportElement(ref receiver);
    }

    public void Dispose()
    {
        _tokenizer.Dispose();
        _text.Dispose();
    }

    private void ReadHead<TReceiver>(int end, ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        var hasBase = false;
        _tokenizer = new HtmlTokenizer(_html, HeadElements);
        while (_tokenizer.Position <= end && _tokenizer.Read())
        {
            if (_tokenizer.Element == Element.Meta)
            {
                ReadRobots();
            }
            else if (!hasBase && TryGet(HtmlAttribute.Href, out var raw))
            {
                hasBase = true;
                receiver.Base(HtmlText.Trim(_text.Decode(raw)));
            }
        }
    }

    private void ReadRobots()
    {
        if (!TryGet(HtmlAttribute.Name, out var name) || !HtmlText.EqualsIgnoreCase(HtmlText.Trim(name), "robots"u8)
            || !TryGet(HtmlAttribute.Content, out var raw))
            return;
        var content = _text.Decode(raw);
        foreach (var range in content.SplitAny(" ,\t\n\r\f"u8))
        {
            var word = content[range];
            var none = HtmlText.EqualsIgnoreCase(word, "none"u8);
            NoFollow |= none || HtmlText.EqualsIgnoreCase(word, "nofollow"u8);
            NoIndex |= none || HtmlText.EqualsIgnoreCase(word, "noindex"u8);
        }
    }

    /// <summary>The raw value of an attribute, unless it is longer than any that is of use.</summary>
    private readonly bool TryGet(HtmlAttribute attribute, out ReadOnlySpan<byte> value) =>
        _tokenizer.TryGet(attribute, out value) && value.Length <= LongestValue;

    private static ulong ElementsOf(LinkKind kinds)
    {
        var elements = 0UL;
        Add(LinkKind.Anchor, Element.A, Element.SvgA);
        Add(LinkKind.Area, Element.Area);
        Add(LinkKind.Link, Element.Link);
        Add(LinkKind.Image, Element.Img, Element.Input, Element.Video, Element.SvgImage);
        Add(LinkKind.SourceSet, Element.Img, Element.Source, Element.Link);
        Add(LinkKind.Media, Element.Audio, Element.Video, Element.Source, Element.Track);
        Add(LinkKind.Frame, Element.IFrame, Element.Frame);
        Add(LinkKind.Embed, Element.Embed, Element.Object);
        Add(LinkKind.Script, Element.Script, Element.SvgScript);
        Add(LinkKind.Form, Element.Form, Element.Button, Element.Input);
        Add(LinkKind.MetaRefresh, Element.Meta);
        Add(LinkKind.Use, Element.SvgUse);
        return elements;

        void Add(LinkKind kind, params ReadOnlySpan<Element> of)
        {
            if ((kinds & kind) == 0)
                return;
            foreach (var element in of)
                elements |= 1UL << (int)element;
        }
    }
}
