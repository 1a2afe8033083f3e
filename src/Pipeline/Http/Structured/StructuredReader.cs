using System.Diagnostics.CodeAnalysis;

namespace Freshet.Http;

// Parses structured fields (RFC 9651 §4.2): strict, without exceptions. Every method leaves `_rest` behind what it took.
internal ref partial struct StructuredReader
{
    private ReadOnlySpan<char> _rest;

    private StructuredReader(ReadOnlySpan<char> text) => _rest = text.Trim(' ');

    public static bool TryItem(ReadOnlySpan<char> text, out StructuredItem item)
    {
        var reader = new StructuredReader(text);
        return reader.Item(out item) && reader._rest.IsEmpty;
    }

    public static bool TryList(ReadOnlySpan<char> text, [NotNullWhen(true)] out StructuredList? list)
    {
        list = null;
        var reader = new StructuredReader(text);
        List<StructuredMember> members = [];
        while (!reader._rest.IsEmpty)
        {
            if (!reader.Member(out var member) || !reader.Comma())
            {
                return false;
            }

            members.Add(member);
        }

        list = new(members);
        return true;
    }

    public static bool TryDictionary(ReadOnlySpan<char> text, [NotNullWhen(true)] out StructuredDictionary? dictionary)
    {
        dictionary = null;
        var reader = new StructuredReader(text);
        List<KeyValuePair<string, StructuredMember>> members = [];
        while (!reader._rest.IsEmpty)
        {
            if (!reader.Key(out var key) || !reader.MemberValue(out var member) || !reader.Comma())
            {
                return false;
            }

            StructuredKeys.Set(members, key, member);
        }

        dictionary = StructuredDictionary.Parsed(members);
        return true;
    }

    private bool MemberValue(out StructuredMember member)
    {
        if (Take('='))
        {
            return Member(out member);
        }

        // §4.2.2: otherwise, value is Boolean true, with parameters
        var read = Parameters(out var parameters);
        member = new(new StructuredItem(BareItem.OfBoolean(true), parameters));
        return read;
    }

    // True when the text ends here or goes on behind a comma: a trailing comma is an error.
    private bool Comma()
    {
        _rest = _rest.TrimStart(" \t");
        if (_rest.IsEmpty)
        {
            return true;
        }

        if (!Take(','))
        {
            return false;
        }

        _rest = _rest.TrimStart(" \t");
        return !_rest.IsEmpty;
    }

    private bool Member(out StructuredMember member)
    {
        if (_rest is ['(', ..])
        {
            return InnerList(out member);
        }

        var read = Item(out var item);
        member = new(item);
        return read;
    }

    private bool InnerList(out StructuredMember member)
    {
        member = default;
        List<StructuredItem> items = [];
        Take('(');
        while (true)
        {
            _rest = _rest.TrimStart(' ');
            if (Take(')'))
            {
                var read = Parameters(out var parameters);
                member = new(items, parameters);
                return read;
            }

            if (!Item(out var item) || _rest is not [' ' or ')', ..])
            {
                return false;
            }

            items.Add(item);
        }
    }

    private bool Item(out StructuredItem item)
    {
        item = default;
        if (!Bare(out var value) || !Parameters(out var parameters))
        {
            return false;
        }

        item = new(value, parameters);
        return true;
    }

    private bool Parameters(out StructuredParameters parameters)
    {
        parameters = StructuredParameters.Empty;
        if (_rest is not [';', ..])
        {
            return true;
        }

        List<KeyValuePair<string, BareItem>> pairs = [];
        while (Take(';'))
        {
            _rest = _rest.TrimStart(' ');
            var value = BareItem.OfBoolean(true);
            if (!Key(out var key) || (Take('=') && !Bare(out value)))
            {
                return false;
            }

            StructuredKeys.Set(pairs, key, value);
        }

        parameters = StructuredParameters.Parsed(pairs);
        return true;
    }

    private bool Key(out string key)
    {
        var length = StructuredCharacters.KeyLength(_rest);
        key = _rest[..length].ToString();
        _rest = _rest[length..];
        return length > 0;
    }

    private bool Take(char c)
    {
        if (_rest.IsEmpty || _rest[0] != c)
        {
            return false;
        }

        _rest = _rest[1..];
        return true;
    }
}
