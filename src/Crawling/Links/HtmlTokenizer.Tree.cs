namespace Freshet.Links;

internal ref partial struct HtmlTokenizer
{
    private const int NoFramesets = -1;

    private static readonly ulong s_template = TagName.Of("template").Key;
    private static readonly ulong s_form = TagName.Of("form").Key;
    private static readonly ulong s_br = TagName.Of("br").Key;
    private static readonly ulong s_frameset = TagName.Of("frameset").Key;

    /// <summary>Gives back what was rented.</summary>
    public void Dispose() => _foreign.Dispose();

    private void NoteText(ReadOnlySpan<byte> text)
    {
        if (text.IndexOfAnyExcept("\t\n\f\r \0"u8) >= 0)
            SettleBody();
    }

    private void SettleBody()
    {
        _framesetOk = false;
        _watchful = !_foreign.IsEmpty || _framesets != NoFramesets;
    }

    /// <summary>Takes a start tag; true if the reader is to stop at it.</summary>
    private bool StartTag(in TagName name, Element element, ElementTraits traits)
    {
        if (_framesets != NoFramesets)
            return InFrameset(element);
        if (!_foreign.IsEmpty && !_foreign.TakesAsHtml(element))
        {
            var breaksOut = traits.HasFlag(ElementTraits.BreaksOut)
                || (element == Element.Font && (Has(HtmlAttribute.Color) || Has(HtmlAttribute.Face) || Has(HtmlAttribute.Size)));
            if (!breaksOut)
                return Foreign(name, element);
            _foreign.BreakOut();
        }
        var found = Html(name, element, traits);
        _watchful = _framesetOk || !_foreign.IsEmpty || _framesets != NoFramesets;
        return found;
    }

    private bool InFrameset(Element element)
    {
        if (element == Element.NoFrames)
            SkipContent(element);
        else if (element == Element.Frameset && _framesets > 0)
            _framesets++;
        return element == Element.Frame && _framesets > 0 && StopAt(element);
    }

    private bool Foreign(in TagName name, Element element)
    {
        var svg = _foreign.InSvg;
        if (!_selfClosing)
            _foreign.PushForeign(name, element, IsHtmlEncoding());
        return svg && element switch
        {
            Element.A => StopAt(Element.SvgA),
            Element.Image => StopAt(Element.SvgImage),
            Element.Script => StopAt(Element.SvgScript),
            Element.Use => StopAt(Element.SvgUse),
            _ => false,
        };
    }

    private readonly bool IsHtmlEncoding() => TryGet(HtmlAttribute.Encoding, out var value)
        && (HtmlText.EqualsIgnoreCase(value, "text/html"u8) || HtmlText.EqualsIgnoreCase(value, "application/xhtml+xml"u8));

    private bool Html(in TagName name, Element element, ElementTraits traits)
    {
        if (_framesetOk && (traits.HasFlag(ElementTraits.SettlesBody) || (element == Element.Input && !IsHidden())))
            _framesetOk = false;
        switch (element)
        {
            case Element.Svg or Element.Math:
                if (!_selfClosing)
                    _foreign.PushRoot(name, element == Element.Svg);
                return false;
            case Element.Template:
                _templates++;
                if (_inertTemplate == 0 && !IsShadowRoot())
                    _inertTemplate = _templates;
                _foreign.PushHtml(name, element, traits);
                return false;
            case Element.Form when _templates == 0 && _formOpen:
                return false;
            case Element.Form:
                _formOpen |= _templates == 0;
                break;
            case Element.Frame:
                return false;
            case Element.Frameset:
                if (_framesetOk && _templates == 0)
                    _framesets = 1;
                return false;
            case Element.Image:
                element = Element.Img;
                break;
        }
        if (!SkipContent(element) && !traits.HasFlag(ElementTraits.Void))
            _foreign.PushHtml(name, element, traits);
        return StopAt(element);
    }

    private bool StopAt(Element element)
    {
        Element = element;
        return (_wanted & (1UL << (int)element)) != 0 && _inertTemplate == 0 && (element != Element.Base || _templates == 0);
    }

    private readonly bool IsHidden() => TryGet(HtmlAttribute.Type, out var type) && HtmlText.EqualsIgnoreCase(type, "hidden"u8);

    private readonly bool IsShadowRoot() => TryGet(HtmlAttribute.ShadowRootMode, out var mode)
        && (HtmlText.EqualsIgnoreCase(mode, "open"u8) || HtmlText.EqualsIgnoreCase(mode, "closed"u8));

    /// <summary>Skips the content of a raw text element; false if it is none.</summary>
    private bool SkipContent(Element element)
    {
        var ended = element switch
        {
            Element.Script => SkipScript(),
            Element.Style => SkipRawText("style"u8),
            Element.Title => SkipRawText("title"u8),
            Element.TextArea => SkipRawText("textarea"u8),
            Element.Xmp => SkipRawText("xmp"u8),
            Element.IFrame => SkipRawText("iframe"u8),
            Element.NoEmbed => SkipRawText("noembed"u8),
            Element.NoFrames => SkipRawText("noframes"u8),
            Element.PlainText => false,
            _ => (bool?)null,
        };
        if (ended == false)
            _position = _html.Length;
        return ended != null;
    }

    /// <summary>Reads an end tag from after its "&lt;/"; false at the end of the input.</summary>
    private bool EndTag()
    {
        var html = _html;
        if (_position >= html.Length)
            return false;
        if (!HtmlText.IsLetter(html[_position]))
            return SkipPast(">"u8, 0);
        var name = TagName.Read(html, _position, attribute: false);
        _position += name.Length;
        if (!ReadAttributes(keep: false))
            return false;
        if (name.Key == s_template)
            EndTemplate();
        else if (_framesets > 0 && name.Key == s_frameset)
            _framesets--;
        else if (!_foreign.IsEmpty)
            _foreign.End(name);
        else if (_framesetOk && name.Key == s_br)
            SettleBody();
        if (name.Key == s_form && _templates == 0)
            _formOpen = false;
        return true;
    }

    private void EndTemplate()
    {
        if (_templates == 0)
            return;
        if (_inertTemplate == _templates)
            _inertTemplate = 0;
        _templates--;
        _foreign.EndTemplate();
    }
}
