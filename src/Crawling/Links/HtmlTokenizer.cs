using System.Runtime.CompilerServices;

namespace Freshet.Links;

/// <summary>
/// A forward-only reader of the start tags that hold links, as the tokenizer of the HTML standard (13.2.5) finds them, with as much of
/// tree construction (13.2.6) as decides what is a tag: raw text, foreign content, templates, framesets. It reads ASCII-compatible
/// bytes in place, allocates nothing, and every byte is looked at a bounded number of times.
/// </summary>
internal ref partial struct HtmlTokenizer
{
    private readonly ReadOnlySpan<byte> _html;
    private readonly ulong _wanted;
    private int _position;
    private ValueRanges _values;
    private uint _present;
    private bool _selfClosing;

    private ForeignElements _foreign;

    /// <summary>Whether unknown elements matter too: before the body is settled, in foreign content, in a frameset.</summary>
    private bool _watchful;

    private bool _framesetOk;

    /// <summary>Open framesets; 0 after the last one, which is the end of all links.</summary>
    private int _framesets;

    private bool _formOpen;
    private int _templates;

    /// <summary>The depth of the outermost open template whose contents are not rendered; 0 if none.</summary>
    private int _inertTemplate;

    /// <summary>Starts to read; <see cref="Read"/> stops at those elements whose bit is set in <paramref name="wanted"/>.</summary>
    public HtmlTokenizer(ReadOnlySpan<byte> html, ulong wanted)
    {
        _html = html;
        _wanted = wanted;
        _framesetOk = true;
        _watchful = true;
        _framesets = NoFramesets;
    }

    /// <summary>The element that the reader has stopped at.</summary>
    public Element Element { get; private set; }

    /// <summary>Where the reader stands.</summary>
    public readonly int Position => _position;

    /// <summary>Whether an end tag in foreign content could not be judged without a document; see <see cref="ForeignElements"/>.</summary>
    public readonly bool Guessed => _foreign.Guessed;

    /// <summary>Whether the page has a frameset in place of its body.</summary>
    public readonly bool HasFrameset => _framesets != NoFramesets;

    /// <summary>The raw value of an attribute of the current element; empty, and false, if it has none.</summary>
    public readonly bool TryGet(HtmlAttribute attribute, out ReadOnlySpan<byte> value)
    {
        if (!Has(attribute))
        {
            value = default;
            return false;
        }
        var range = _values[(int)attribute];
        value = _html.Slice(range.Start, range.Length);
        return true;
    }

    public readonly bool Has(HtmlAttribute attribute) => (_present & (1u << (int)attribute)) != 0;

    /// <summary>Goes to the next start tag of a wanted element; false at the end.</summary>
    public bool Read()
    {
        var html = _html;
        while (true)
        {
            var tag = HtmlText.IndexOf(html, _position, (byte)'<');
            if (tag < 0 || tag + 1 >= html.Length)
                return End();
            if (_framesetOk && _foreign.IsEmpty)
                NoteText(html[_position..tag]);
            _position = tag + 1;
            var c = html[_position];
            if (HtmlText.IsLetter(c))
            {
                var name = TagName.Read(html, _position, attribute: false);
                var element = ElementTable.Find(name, out var traits);
                _position += name.Length;
                var notable = (uint)element - 1 < (uint)Element.LastNotable || _watchful;
                _present = 0;
                if (!ReadAttributes(notable))
                    return End();
                if (notable && StartTag(name, element, traits))
                    return true;
            }
            else if (c == '/')
            {
                _position++;
                if (!EndTag())
                    return End();
            }
            else if (c is (byte)'!' or (byte)'?')
            {
                if (!MarkupDeclaration())
                    return End();
            }
            else if (_framesetOk)
            {
                SettleBody();
            }
        }
    }

    private bool End()
    {
        _position = _html.Length;
        Element = Element.Unknown;
        return false;
    }

    /// <summary>Reads up to and over the '>' of a tag (13.2.5.32 and on); false if the input ends first, and with it the tag is lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ReadAttributes(bool keep)
    {
        if ((uint)_position < (uint)_html.Length && _html[_position] == '>')
        {
            _position++;
            _selfClosing = false;
            return true;
        }
        return ReadAttributesToEnd(keep);
    }

    private bool ReadAttributesToEnd(bool keep)
    {
        var html = _html;
        var i = _position;
        _selfClosing = false;
        while ((uint)i < (uint)html.Length)
        {
            var c = html[i];
            if (c == '>')
            {
                _position = i + 1;
                return true;
            }
            if (c == '/' || HtmlText.IsSpace(c))
            {
                _selfClosing = c == '/';
                i++;
                continue;
            }
            _selfClosing = false;
            var name = TagName.Read(html, i, attribute: true);
            i += name.Length;
            while ((uint)i < (uint)html.Length && HtmlText.IsSpace(html[i]))
                i++;
            if ((uint)i >= (uint)html.Length)
                return false;
            var value = default(ValueRange);
            if (html[i] == '=')
            {
                i = ReadValue(i + 1, out value);
                if (i < 0)
                    return false;
            }
            if (keep)
                Keep(name, value);
        }
        return false;
    }

    /// <summary>Reads the value after a '='; returns where to go on, or -1 at the end of the input.</summary>
    private readonly int ReadValue(int i, out ValueRange value)
    {
        var html = _html;
        value = default;
        while ((uint)i < (uint)html.Length && HtmlText.IsSpace(html[i]))
            i++;
        if ((uint)i >= (uint)html.Length)
            return -1;
        var c = html[i];
        if (c is (byte)'"' or (byte)'\'')
        {
            i++;
            var quote = HtmlText.IndexOf(html, i, c);
            value = new ValueRange(i, quote - i);
            return quote < 0 ? -1 : quote + 1;
        }
        var end = html[i..].IndexOfAny(HtmlText.SpaceOrTagEnd);
        value = new ValueRange(i, end);
        return end < 0 ? -1 : i + end;
    }

    /// <summary>Keeps an attribute unless an earlier one has the same name.</summary>
    private void Keep(in TagName name, ValueRange value)
    {
        var attribute = AttributeNames.Find(name);
        var bit = 1u << (int)attribute;
        if (attribute == HtmlAttribute.None || (_present & bit) != 0)
            return;
        _present |= bit;
        _values[(int)attribute] = value;
    }
}
