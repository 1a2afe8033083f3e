using System.Text;

namespace Freshet.Links;

internal ref partial struct HtmlTokenizer
{
    /// <summary>Skips what begins with "&lt;!" or "&lt;?" (13.2.5.42); false at the end of the input.</summary>
    private bool MarkupDeclaration()
    {
        var rest = _html[_position..];
        if (rest.StartsWith("!--"u8))
            return SkipComment(_position + 3);
        if (rest.StartsWith("![CDATA["u8) && _foreign.InForeignContent)
            return SkipPast("]]>"u8, 8);
        // A doctype and a bogus comment alike: quoted identifiers of a doctype do not hide a '>'.
        return SkipPast(">"u8, 1);
    }

    private bool SkipPast(ReadOnlySpan<byte> end, int from)
    {
        var at = _html[(_position + from)..].IndexOf(end);
        _position += from + at + end.Length;
        return at >= 0;
    }

    /// <summary>Skips a comment whose text begins at <paramref name="i"/> (13.2.5.43 and on).</summary>
    private bool SkipComment(int i)
    {
        var html = _html;
        // "<!-->" and "<!--->" are whole comments.
        if (i < html.Length && html[i] == '>')
        {
            _position = i + 1;
            return true;
        }
        if (i + 1 < html.Length && html[i] == '-' && html[i + 1] == '>')
        {
            _position = i + 2;
            return true;
        }
        while (true)
        {
            var dashes = html[i..].IndexOf("--"u8);
            if (dashes < 0)
                return false;
            i += dashes + 2;
            while (i < html.Length && html[i] == '-')
                i++;
            if (i < html.Length && html[i] == '!')
                i++;
            if (i < html.Length && html[i] == '>')
            {
                _position = i + 1;
                return true;
            }
        }
    }

    /// <summary>Skips text in which only the end tag of its element is a tag, and that end tag (13.2.5.9 to 14).</summary>
    private bool SkipRawText(ReadOnlySpan<byte> element)
    {
        while (true)
        {
            var at = _html[_position..].IndexOf("</"u8);
            if (at < 0)
                return false;
            _position += at + 2;
            if (NameAt(_position, element))
            {
                _position += element.Length;
                return ReadAttributes(keep: false);
            }
        }
    }

    /// <summary>Skips the text of a script element and its end tag (13.2.5.15 to 31): "&lt;!-- &lt;script>" hides one end tag.</summary>
    private bool SkipScript()
    {
        var html = _html;
        var script = "script"u8;
        var state = ScriptState.Plain;
        var i = _position;
        while (true)
        {
            var rest = html[i..];
            var at = state == ScriptState.Plain ? rest.IndexOf((byte)'<') : rest.IndexOfAny((byte)'<', (byte)'-');
            if (at < 0)
                return false;
            i += at;
            rest = html[i..];
            if (rest[0] == '-')
            {
                var dashes = rest.IndexOfAnyExcept((byte)'-');
                if (dashes < 0)
                    return false;
                i += dashes;
                if (dashes >= 2 && html[i] == '>')
                    state = ScriptState.Plain;
            }
            else if (rest.StartsWith("</"u8) && NameAt(i + 2, script))
            {
                i += 2 + script.Length;
                if (state != ScriptState.DoubleEscaped)
                {
                    _position = i;
                    return ReadAttributes(keep: false);
                }
                state = ScriptState.Escaped;
            }
            else if (state == ScriptState.Plain && rest.StartsWith("<!--"u8))
            {
                // The dashes count: "<!-->" ends at once what it began.
                state = ScriptState.Escaped;
                i += 2;
            }
            else
            {
                if (state == ScriptState.Escaped && NameAt(i + 1, script))
                    state = ScriptState.DoubleEscaped;
                i++;
            }
        }
    }

    /// <summary>Whether this very tag name stands at <paramref name="i"/>.</summary>
    private readonly bool NameAt(int i, ReadOnlySpan<byte> name)
    {
        var html = _html;
        return i + name.Length < html.Length
            && Ascii.EqualsIgnoreCase(html.Slice(i, name.Length), name)
            && (html[i + name.Length] is (byte)'/' or (byte)'>' || HtmlText.IsSpace(html[i + name.Length]));
    }

    private enum ScriptState
    {
        Plain,
        Escaped,
        DoubleEscaped,
    }
}
