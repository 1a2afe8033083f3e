using System.Buffers;

namespace Freshet.Links;

/// <summary>
/// The open elements from the outermost svg or math element inwards; empty in ordinary HTML. Deeper than <see cref="Limit"/> elements
/// are only counted, so that neither memory nor the cost of an end tag grows with the page.
/// </summary>
internal struct ForeignElements
{
    private const int Limit = 256;

    private static readonly ulong s_paragraph = TagName.Of("p").Key;
    private static readonly ulong s_item = TagName.Of("li").Key;

    private Entry[]? _entries;
    private int _count;
    private int _uncounted;

    [Flags]
    private enum Traits : byte
    {
        None = 0,
        Html = 1,
        Svg = 2,

        /// <summary>Start tags in it are HTML (an HTML integration point).</summary>
        TakesHtml = 4,

        /// <summary>Start tags in it are HTML, but for two (a MathML text integration point).</summary>
        TakesText = 8,

        /// <summary>A MathML annotation-xml: an svg start tag in it is HTML's.</summary>
        TakesSvg = 16,

        Special = 32,
        Template = 64,
    }

    /// <summary>Whether an end tag named no element known to be open, and might have closed one outside.</summary>
    public bool Guessed { get; private set; }

    public readonly bool IsEmpty => _count == 0;

    /// <summary>Whether the current node is no HTML element, so that a CDATA section is one.</summary>
    public readonly bool InForeignContent => _count > 0 && !Top.Is(Traits.Html);

    public readonly bool InSvg => _count > 0 && Top.Is(Traits.Svg);

    private readonly Entry Top => _entries![_count - 1];

    /// <summary>Whether a start tag here goes by the rules for HTML content (13.2.6).</summary>
    public readonly bool TakesAsHtml(Element element)
    {
        var top = Top;
        return top.Is(Traits.Html | Traits.TakesHtml)
            || (top.Is(Traits.TakesText) && element is not (Element.Mglyph or Element.Malignmark))
            || (top.Is(Traits.TakesSvg) && element == Element.Svg);
    }

    public void PushRoot(in TagName name, bool svg) => Push(name, svg ? Traits.Svg : Traits.None);

    public void PushForeign(in TagName name, Element element, bool htmlEncoding)
    {
        var svg = InSvg;
        Push(name, (svg ? Traits.Svg : Traits.None) | element switch
        {
            Element.ForeignObject or Element.Desc or Element.Title when svg => Traits.TakesHtml | Traits.Special,
            Element.MathText when !svg => Traits.TakesText | Traits.Special,
            Element.AnnotationXml when !svg => Traits.TakesSvg | Traits.Special | (htmlEncoding ? Traits.TakesHtml : Traits.None),
            _ => Traits.None,
        });
    }

    /// <summary>Notes an HTML element inside an integration point; outside of foreign content there is nothing to note.</summary>
    public void PushHtml(in TagName name, Element element, ElementTraits traits)
    {
        if (IsEmpty)
            return;
        // An anchor in an anchor closes it by the adoption agency, which is not followed here.
        Guessed |= element == Element.A && IsOpen(name.Key);
        // A block closes an open paragraph, and an item its predecessor.
        if (_uncounted == 0 && Top.Is(Traits.Html) && Closes(name, traits))
            _count--;
        Push(name, Traits.Html
            | (traits.HasFlag(ElementTraits.Special) ? Traits.Special : Traits.None)
            | (element == Element.Template ? Traits.Template : Traits.None));
    }

    private readonly bool IsOpen(ulong key)
    {
        var i = _count - 1;
        while (i >= 0 && _entries![i].Is(Traits.Html) && _entries[i].Key != key)
            i--;
        return i >= 0 && _entries![i].Is(Traits.Html);
    }

    private readonly bool Closes(in TagName name, ElementTraits traits)
    {
        const ElementTraits block = ElementTraits.Special | ElementTraits.Scoped;
        return (traits & block) == block && (Top.Key == s_paragraph || (Top.Key == name.Key && name.Key == s_item));
    }

    /// <summary>Leaves foreign content up to the nearest integration point or HTML element.</summary>
    public void BreakOut()
    {
        _uncounted = 0;
        while (_count > 0 && !Top.Is(Traits.Html | Traits.TakesHtml | Traits.TakesText))
            _count--;
    }

    public void EndTemplate()
    {
        _uncounted = 0;
        while (_count > 0 && !_entries![--_count].Is(Traits.Template))
        {
        }
    }

    /// <summary>Takes an end tag: in foreign content up to the element of that name (13.2.6.5), in HTML by the rules of its body.</summary>
    public void End(in TagName name)
    {
        if (_uncounted > 0)
        {
            _uncounted--;
            return;
        }
        var element = ElementTable.Find(name, out var traits);
        if (!Top.Is(Traits.Html) && element is Element.P or Element.Br)
        {
            BreakOut();
            return;
        }
        var i = _count - 1;
        for (; i >= 0 && !_entries![i].Is(Traits.Html); i--)
        {
            if (_entries[i].Key == name.Key)
            {
                _count = i;
                return;
            }
        }
        EndHtml(name, traits);
    }

    private void EndHtml(in TagName name, ElementTraits traits)
    {
        var scoped = traits.HasFlag(ElementTraits.Scoped);
        for (var i = _count - 1; i >= 0; i--)
        {
            var entry = _entries![i];
            if (entry.Is(Traits.Html) && entry.Key == name.Key)
            {
                _count = i;
                return;
            }
            if (entry.Is(Traits.Special) && !(scoped && entry.Is(Traits.Html) && !entry.Is(Traits.Template)))
                return;
        }
        // Which HTML elements are open outside is not known: an end tag that can close one is taken to do so.
        Guessed = true;
        if (scoped)
            _count = 0;
    }

    public void Dispose()
    {
        if (_entries != null)
            ArrayPool<Entry>.Shared.Return(_entries);
        _entries = null;
        _count = 0;
    }

    private void Push(in TagName name, Traits traits)
    {
        if (_count == Limit)
        {
            _uncounted++;
            return;
        }
        _entries ??= ArrayPool<Entry>.Shared.Rent(Limit);
        _entries[_count++] = new Entry(name.Key, traits);
    }

    private readonly record struct Entry(ulong Key, Traits Traits)
    {
        public bool Is(Traits any) => (Traits & any) != 0;
    }
}
