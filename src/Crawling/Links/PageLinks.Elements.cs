namespace Freshet.Links;

internal ref partial struct PageLinks
{
    private void ReportElement<TReceiver>(ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        switch (_tokenizer.Element)
        {
            case Element.A:
                One(LinkKind.Anchor, HtmlAttribute.Href, ref receiver);
                break;
            case Element.Area:
                One(LinkKind.Area, HtmlAttribute.Href, ref receiver);
                break;
            case Element.Link:
                One(LinkKind.Link, HtmlAttribute.Href, ref receiver);
                Set(HtmlAttribute.ImageSourceSet, ref receiver);
                break;
            case Element.Img:
                One(LinkKind.Image, HtmlAttribute.Source, ref receiver);
                Set(HtmlAttribute.SourceSet, ref receiver);
                break;
            case Element.Input:
                if (TryGet(HtmlAttribute.Type, out var type) && HtmlText.EqualsIgnoreCase(type, "image"u8))
                    One(LinkKind.Image, HtmlAttribute.Source, ref receiver);
                One(LinkKind.Form, HtmlAttribute.FormAction, ref receiver);
                break;
            case Element.Button:
                One(LinkKind.Form, HtmlAttribute.FormAction, ref receiver);
                break;
            case Element.Form:
                One(LinkKind.Form, HtmlAttribute.Action, ref receiver);
                break;
            case Element.Source:
                One(LinkKind.Media, HtmlAttribute.Source, ref receiver);
                Set(HtmlAttribute.SourceSet, ref receiver);
                break;
            case Element.Video:
                One(LinkKind.Media, HtmlAttribute.Source, ref receiver);
                One(LinkKind.Image, HtmlAttribute.Poster, ref receiver);
                break;
            case Element.Audio or Element.Track:
                One(LinkKind.Media, HtmlAttribute.Source, ref receiver);
                break;
            case Element.Embed:
                One(LinkKind.Embed, HtmlAttribute.Source, ref receiver);
                break;
            case Element.Object:
                One(LinkKind.Embed, HtmlAttribute.Data, ref receiver);
                break;
            case Element.IFrame or Element.Frame:
                One(LinkKind.Frame, HtmlAttribute.Source, ref receiver);
                break;
            case Element.Script:
                One(LinkKind.Script, HtmlAttribute.Source, ref receiver);
                break;
            case Element.Meta:
                Refresh(ref receiver);
                break;
            case Element.SvgA:
                One(LinkKind.Anchor, SvgHref, ref receiver);
                break;
            case Element.SvgImage:
                One(LinkKind.Image, SvgHref, ref receiver);
                break;
            case Element.SvgScript:
                One(LinkKind.Script, SvgHref, ref receiver);
                break;
            case Element.SvgUse:
                One(LinkKind.Use, SvgHref, ref receiver);
                break;
        }
    }

    private readonly HtmlAttribute SvgHref => _tokenizer.Has(HtmlAttribute.Href) ? HtmlAttribute.Href : HtmlAttribute.XLinkHref;

    private void One<TReceiver>(LinkKind kind, HtmlAttribute attribute, ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        if ((_kinds & kind) == 0 || !TryGet(attribute, out var raw))
            return;
        var relations = LinkRelations.None;
        if (kind is LinkKind.Anchor or LinkKind.Area or LinkKind.Link or LinkKind.Form && TryGet(HtmlAttribute.Rel, out var rel))
            relations = Relations.Parse(_text.Decode(rel));
        var reference = HtmlText.Trim(_text.Decode(raw));
        // An empty reference is this page for an anchor, and nothing for all else.
        if (!reference.IsEmpty || kind is LinkKind.Anchor or LinkKind.Area)
            Give(reference, kind, relations, ref receiver);
    }

    private void Set<TReceiver>(HtmlAttribute attribute, ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        if ((_kinds & LinkKind.SourceSet) == 0 || !TryGet(attribute, out var raw))
            return;
        var candidates = new SourceSet(_text.Decode(raw));
        while (candidates.Read())
            Give(candidates.Current, LinkKind.SourceSet, LinkRelations.None, ref receiver);
    }

    private void Refresh<TReceiver>(ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        if (TryGet(HtmlAttribute.HttpEquiv, out var pragma)
            && HtmlText.EqualsIgnoreCase(_text.Decode(pragma), "refresh"u8)
            && TryGet(HtmlAttribute.Content, out var content)
            && MetaRefresh.TryFind(_text.Decode(content), out var reference))
            Give(reference, LinkKind.MetaRefresh, LinkRelations.None, ref receiver);
    }

    private void Give<TReceiver>(ReadOnlySpan<byte> reference, LinkKind kind, LinkRelations relations, ref TReceiver receiver)
        where TReceiver : ILinkReceiver, allows ref struct
    {
        Links++;
        receiver.Link(new FoundLink(reference, kind, relations, NoFollow || (relations & LinkRelations.NoFollow) != 0));
    }
}
