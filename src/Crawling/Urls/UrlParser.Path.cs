using System.Buffers;
using System.Text;

namespace Freshet.Urls;

internal ref partial struct UrlParser
{
    // What is written ends at the path's start, or after a slash of the path.
    private void PathAndQuery(int pathStart, ReadOnlySpan<byte> reference)
    {
        var end = reference.IndexOf((byte)'?');
        var path = end < 0 ? reference : reference[..end];
        if (_out.Position == pathStart)
        {
            _out.Write((byte)'/');
            path = !path.IsEmpty && IsSlash(path[0]) ? path[1..] : path;
        }

        while (!_out.Overflow)
        {
            var slash = path.IndexOfAny((byte)'/', (byte)'\\');
            var segment = slash < 0 ? path : path[..slash];
            switch (Dots(segment))
            {
                case 0:
                    var start = _out.Position;
                    Encode(segment, UrlBytes.Segment, null);
                    DropPathParameters(start);
                    if (slash >= 0)
                    {
                        _out.Write((byte)'/');
                    }

                    break;
                case 2 when _out.Position > pathStart + 1:
                    _out.Position = _out.Written[..^1].LastIndexOf((byte)'/') + 1;
                    break;
                default:
                    break;
            }

            if (slash < 0)
            {
                break;
            }

            path = path[(slash + 1)..];
        }

        if (end >= 0 && !_out.Overflow)
        {
            Query(reference[end..]);
        }
    }

    private void Query(ReadOnlySpan<byte> query)
    {
        var start = _out.Position;
        _out.Write((byte)'?');
        Encode(query[1..], UrlBytes.Query, _encoding);
        if (!_out.Overflow && (_rules.SortQuery || _rules.DropParameters.Count > 0))
        {
            _out.Position = start + QueryRules.Apply(_out.Written[start..], _rules);
        }
    }

    private void DropPathParameters(int start)
    {
        if (_rules.DropParameters.Count > 0 && !_out.Overflow && _out.Written[start..].Contains((byte)';'))
        {
            _out.Position = start + QueryRules.DropPathParameters(_out.Written[start..], _rules);
        }
    }

    // The dots of a dot segment, any of which may be written %2e.
    internal static int Dots(ReadOnlySpan<byte> segment)
    {
        var dots = 0;
        while (!segment.IsEmpty)
        {
            if (segment[0] == '.')
            {
                segment = segment[1..];
            }
            else if (segment.Length >= 3 && segment[0] == '%' && segment[1] == '2' && (segment[2] | 0x20) == 'e')
            {
                segment = segment[3..];
            }
            else
            {
                return 0;
            }

            if (++dots > 2)
            {
                return 0;
            }
        }

        return dots;
    }

    private void Encode(scoped ReadOnlySpan<byte> text, SearchValues<byte> plain, QueryEncoding? encoding)
    {
        while (!text.IsEmpty && !_out.Overflow)
        {
            var length = text.IndexOfAnyExcept(plain);
            if (length < 0)
            {
                _out.Write(text);
                return;
            }

            _out.Write(text[..length]);
            text = text[length..];
            var b = text[0];
            var consumed = 1;
            if (b == '%')
            {
                consumed = Escape(text);
            }
            else if (b < 0x80)
            {
                _out.WriteEscaped(b);
            }
            else
            {
                Rune.DecodeFromUtf8(text, out var rune, out consumed);
                Encode(rune, encoding);
            }

            text = text[consumed..];
        }
    }

    private void Encode(Rune rune, QueryEncoding? encoding)
    {
        if (encoding is not null)
        {
            encoding.Write(rune, ref _out);
            return;
        }

        Span<byte> utf8 = stackalloc byte[4];
        foreach (var b in utf8[..rune.EncodeToUtf8(utf8)])
        {
            _out.WriteEscaped(b);
        }
    }

    private int Escape(scoped ReadOnlySpan<byte> text)
    {
        if (!UrlBytes.TryHexPair(text[1..], out var value))
        {
            _out.Write(_rules.EscapeStrayPercent ? "%25"u8 : "%"u8);
            return 1;
        }

        if (_rules.DecodeUnreserved && UrlBytes.IsUnreserved(value) && !(UrlBytes.IsHex(value) && EndsInBrokenEscape()))
        {
            _out.Write(value);
        }
        else if (_rules.UppercaseEscapes)
        {
            _out.WriteEscaped(value);
        }
        else
        {
            _out.Write(text[..3]);
        }

        return 3;
    }

    // "%%34" and "%4%31" would turn into escapes themselves, and mean something else the second time.
    private readonly bool EndsInBrokenEscape() =>
        _out.Written is [.., (byte)'%'] or [.., (byte)'%', _];
}
