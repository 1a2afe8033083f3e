namespace Freshet.Links;

/// <summary>The shared declarative refresh steps of HTML, as far as they find the address.</summary>
internal static class MetaRefresh
{
    /// <summary>Finds the address in the content of a refresh; false if it reloads the page itself or is malformed.</summary>
    public static bool TryFind(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> reference)
    {
        reference = default;
        var i = SkipSpace(content, 0);
        var start = i;
        while (i < content.Length && HtmlText.IsDigit(content[i]))
            i++;
        if (i == start && (i >= content.Length || content[i] != '.'))
            return false;
        while (i < content.Length && (HtmlText.IsDigit(content[i]) || content[i] == '.'))
            i++;
        if (i >= content.Length || !(content[i] is (byte)';' or (byte)',' || HtmlText.IsSpace(content[i])))
            return false;
        i = SkipSpace(content, i);
        if (i < content.Length && content[i] is (byte)';' or (byte)',')
            i++;
        i = SkipSpace(content, i);
        if (i >= content.Length)
            return false;
        reference = HtmlText.Trim(Address(content[i..]));
        return !reference.IsEmpty;
    }

    private static ReadOnlySpan<byte> Address(ReadOnlySpan<byte> text)
    {
        var i = 0;
        if (Is(text, 0, 'u'))
        {
            if (!Is(text, 1, 'r') || !Is(text, 2, 'l'))
                return text;
            i = SkipSpace(text, 3);
            if (i >= text.Length || text[i] != '=')
                return text;
            i = SkipSpace(text, i + 1);
        }
        if (i >= text.Length)
            return default;
        var quote = text[i];
        if (quote is not ((byte)'"' or (byte)'\''))
            return text[i..];
        text = text[(i + 1)..];
        var end = text.IndexOf(quote);
        return end < 0 ? text : text[..end];
    }

    private static bool Is(ReadOnlySpan<byte> text, int i, char letter) => i < text.Length && (text[i] | 0x20) == letter;

    private static int SkipSpace(ReadOnlySpan<byte> text, int i)
    {
        while (i < text.Length && HtmlText.IsSpace(text[i]))
            i++;
        return i;
    }
}
