namespace Freshet.Links;

/// <summary>Reads the attributes of a tag by the prescan's own "get an attribute" (HTML 13.2.3.2), which is not the tokenizer's.</summary>
internal ref struct PrescanAttributes(ReadOnlySpan<byte> bytes, int position)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    public int Position { get; private set; } = position;

    public ReadOnlySpan<byte> Name { get; private set; }

    public ReadOnlySpan<byte> Value { get; private set; }

    /// <summary>Reads the next attribute; false at the end of the tag or of the bytes.</summary>
    public bool Read()
    {
        var bytes = _bytes;
        var i = Position;
        Name = Value = default;
        while (i < bytes.Length && (HtmlText.IsSpace(bytes[i]) || bytes[i] == '/'))
            i++;
        if (i >= bytes.Length || bytes[i] == '>')
            return Stop(i);
        var start = i;
        while (i < bytes.Length && !HtmlText.IsSpace(bytes[i]) && bytes[i] is not ((byte)'/' or (byte)'>') && (bytes[i] != '=' || i == start))
            i++;
        Name = bytes[start..i];
        while (i < bytes.Length && HtmlText.IsSpace(bytes[i]))
            i++;
        if (i >= bytes.Length)
            return Stop(i);
        if (bytes[i] == '=')
            i = ReadValue(i + 1);
        Position = i;
        return true;
    }

    private int ReadValue(int i)
    {
        var bytes = _bytes;
        while (i < bytes.Length && HtmlText.IsSpace(bytes[i]))
            i++;
        if (i >= bytes.Length)
            return i;
        if (bytes[i] is (byte)'"' or (byte)'\'')
        {
            var length = bytes[(i + 1)..].IndexOf(bytes[i]);
            if (length < 0)
                return bytes.Length;
            Value = bytes.Slice(i + 1, length);
            return i + 1 + length + 1;
        }
        var end = bytes[i..].IndexOfAny(HtmlText.SpaceOrTagEnd);
        if (end < 0)
            return bytes.Length;
        Value = bytes.Slice(i, end);
        return i + end;
    }

    private bool Stop(int i)
    {
        Position = i;
        return false;
    }
}
