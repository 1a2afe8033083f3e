namespace Freshet.Links;

/// <summary>
/// Reads the addresses of a srcset attribute ("parsing a srcset attribute" in HTML). Candidates are given whether or not their descriptors
/// are valid.
/// </summary>
internal ref struct SourceSet(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;

    public ReadOnlySpan<byte> Current { get; private set; }

    public bool Read()
    {
        var start = 0;
        while (start < _rest.Length && (HtmlText.IsSpace(_rest[start]) || _rest[start] == ','))
            start++;
        _rest = _rest[start..];
        if (_rest.IsEmpty)
            return false;
        var end = _rest.IndexOfAny("\t\n\f\r "u8);
        Current = end < 0 ? _rest : _rest[..end];
        _rest = _rest[Current.Length..];
        var address = Current.TrimEnd((byte)',');
        if (address.Length == Current.Length)
            SkipDescriptors();
        Current = address;
        return true;
    }

    private void SkipDescriptors()
    {
        var inParentheses = false;
        for (var i = 0; i < _rest.Length; i++)
        {
            var c = _rest[i];
            if (c == ',' && !inParentheses)
            {
                _rest = _rest[(i + 1)..];
                return;
            }
            inParentheses = c == '(' || (inParentheses && c != ')');
        }
        _rest = default;
    }
}
