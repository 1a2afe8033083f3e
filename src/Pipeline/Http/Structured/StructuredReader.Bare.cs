using System.Text;

namespace Freshet.Http;

internal ref partial struct StructuredReader
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private bool Bare(out BareItem value)
    {
        value = default;
        return !_rest.IsEmpty && _rest[0] switch
        {
            '"' => String(out value),
            '?' => Boolean(out value),
            ':' => ByteSequence(out value),
            '@' => Date(out value),
            '%' => DisplayString(out value),
            '-' or (>= '0' and <= '9') => Number(out value),
            _ => Token(out value),
        };
    }

    private bool Number(out BareItem value)
    {
        value = default;
        var negative = Take('-');
        var digits = Digits();
        if (digits.Length is 0 or > 15)
        {
            return false;
        }

        var number = Value(digits);
        if (_rest is not ['.', ..])
        {
            value = BareItem.OfInteger(negative ? -number : number);
            return true;
        }

        Take('.');
        var fraction = Digits();
        if (digits.Length > 12 || fraction.Length is 0 or > 3)
        {
            return false;
        }

        number = (number * 1000) + (Value(fraction) * (fraction.Length == 1 ? 100 : fraction.Length == 2 ? 10 : 1));
        value = BareItem.OfThousandths(negative ? -number : number);
        return true;
    }

    private bool Date(out BareItem value)
    {
        Take('@');
        var read = Number(out var number);
        value = BareItem.OfDate(number.Integer ?? 0);
        return read && number.Integer is not null;
    }

    private bool Boolean(out BareItem value)
    {
        Take('?');
        value = BareItem.OfBoolean(_rest is ['1', ..]);
        return Take('1') || Take('0');
    }

    private bool Token(out BareItem value)
    {
        var length = StructuredCharacters.TokenLength(_rest);
        value = BareItem.Parsed(BareItemKind.Token, _rest[..length].ToString());
        _rest = _rest[length..];
        return length > 0;
    }

    private bool String(out BareItem value)
    {
        value = default;
        Take('"');
        var end = _rest.IndexOfAny('"', '\\');
        if (end >= 0 && _rest[end] == '"')
        {
            var plain = _rest[..end];
            _rest = _rest[(end + 1)..];
            value = BareItem.Parsed(BareItemKind.String, plain.ToString());
            return StructuredCharacters.IsPrintable(plain);
        }

        var text = new StringBuilder();
        while (!_rest.IsEmpty)
        {
            if (Take('"'))
            {
                value = BareItem.Parsed(BareItemKind.String, text.ToString());
                return true;
            }

            // §4.2.5: what is escaped can only be a quote or a backslash
            if (Take('\\') ? _rest is not ['"' or '\\', ..] : _rest[0] is < ' ' or > '~')
            {
                return false;
            }

            text.Append(_rest[0]);
            _rest = _rest[1..];
        }

        return false;
    }

    private bool ByteSequence(out BareItem value)
    {
        value = default;
        Take(':');
        var end = _rest.IndexOf(':');
        if (end < 0)
        {
            return false;
        }

        var text = _rest[..end];
        _rest = _rest[(end + 1)..];

        // §4.2.7: parsers are not to fail on missing padding; white space, which the decoder ignores, is not in the alphabet
        var bare = text.TrimEnd('=');
        if (text.Length - bare.Length > 2 || bare.ContainsAny(" \t\r\n") || bare.Length % 4 == 1)
        {
            return false;
        }

        var padded = string.Concat(bare, "===".AsSpan(0, (4 - (bare.Length % 4)) % 4));
        var bytes = new byte[padded.Length / 4 * 3];
        if (!Convert.TryFromBase64String(padded, bytes, out var written))
        {
            return false;
        }

        value = BareItem.Parsed(BareItemKind.ByteSequence, bytes[..written]);
        return true;
    }

    private bool DisplayString(out BareItem value)
    {
        value = default;
        if (_rest is not ['%', '"', ..])
        {
            return false;
        }

        _rest = _rest[2..];
        List<byte> bytes = [];
        while (!_rest.IsEmpty)
        {
            if (Take('"'))
            {
                return Decode(bytes, out value);
            }

            if (_rest[0] is < ' ' or > '~')
            {
                return false;
            }

            var next = (int)_rest[0];
            if (Take('%'))
            {
                if (_rest.Length < 2 || (next = (Hex(_rest[0]) << 4) | Hex(_rest[1])) < 0)
                {
                    return false;
                }

                _rest = _rest[1..];
            }

            bytes.Add((byte)next);
            _rest = _rest[1..];
        }

        return false;
    }

    private static bool Decode(List<byte> bytes, out BareItem value)
    {
        value = default;
        try
        {
            value = BareItem.Parsed(BareItemKind.DisplayString, StrictUtf8.GetString([.. bytes]));
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    // §4.2.10: lower-case hexadecimal digits only.
    private static int Hex(char c) => c is >= '0' and <= '9' ? c - '0' : c is >= 'a' and <= 'f' ? c - 'a' + 10 : -1;

    private ReadOnlySpan<char> Digits()
    {
        var end = _rest.IndexOfAnyExceptInRange('0', '9');
        var digits = end < 0 ? _rest : _rest[..end];
        _rest = _rest[digits.Length..];
        return digits;
    }

    private static long Value(ReadOnlySpan<char> digits)
    {
        long value = 0;
        foreach (var c in digits)
        {
            value = (value * 10) + (c - '0');
        }

        return value;
    }
}
