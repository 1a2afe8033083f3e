namespace Freshet.Links;

/// <summary>Prescans a byte stream for the encoding that its meta elements or XML declaration name (HTML 13.2.3.2).</summary>
internal static class MetaPrescan
{
    private static readonly ulong s_meta = TagName.Of("meta").Key;

    public static PageEncoding? Find(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("<\0?\0x\0"u8))
            return PageEncoding.Utf16LittleEndian;
        if (bytes.StartsWith("\0<\0?\0x"u8))
            return PageEncoding.Utf16BigEndian;
        return FindMeta(bytes) ?? FindXmlDeclaration(bytes);
    }

    private static PageEncoding? FindMeta(ReadOnlySpan<byte> bytes)
    {
        var i = 0;
        while (true)
        {
            var at = bytes[i..].IndexOf((byte)'<');
            if (at < 0)
                return null;
            i += at;
            var rest = bytes[i..];
            if (rest.StartsWith("<!--"u8))
            {
                // The two dashes of the start may be those of the end.
                var end = rest[2..].IndexOf("-->"u8);
                if (end < 0)
                    return null;
                i += 2 + end + 3;
                continue;
            }
            var letter = rest.Length > 1 && rest[1] == '/' ? 2 : 1;
            if (rest.Length > letter && HtmlText.IsLetter(rest[letter]))
            {
                var name = TagName.Read(bytes, i + letter, attribute: false);
                var attributes = new PrescanAttributes(bytes, i + letter + name.Length);
                if (letter == 1 && name.Key == s_meta && ReadMeta(ref attributes) is { } found)
                    return found;
                while (attributes.Read())
                {
                }
                i = attributes.Position;
            }
            else if (rest.Length > 1 && rest[1] is (byte)'!' or (byte)'/' or (byte)'?')
            {
                var end = rest.IndexOf((byte)'>');
                if (end < 0)
                    return null;
                i += end + 1;
            }
            else
            {
                i++;
            }
        }
    }

    private static PageEncoding? ReadMeta(ref PrescanAttributes attributes)
    {
        bool gotPragma = false, gotHttpEquiv = false, gotContent = false, gotCharset = false;
        bool? needPragma = null;
        PageEncoding? charset = null;
        while (attributes.Read())
        {
            if (!gotHttpEquiv && HtmlText.EqualsIgnoreCase(attributes.Name, "http-equiv"u8))
            {
                gotHttpEquiv = true;
                gotPragma = HtmlText.EqualsIgnoreCase(attributes.Value, "content-type"u8);
            }
            else if (!gotContent && HtmlText.EqualsIgnoreCase(attributes.Name, "content"u8))
            {
                gotContent = true;
                if (!gotCharset && charset == null && FromContent(attributes.Value) is { } named)
                {
                    charset = named;
                    needPragma = true;
                }
            }
            else if (!gotCharset && HtmlText.EqualsIgnoreCase(attributes.Name, "charset"u8))
            {
                gotCharset = true;
                charset = PageEncoding.Find(attributes.Value);
                needPragma = false;
            }
        }
        if (needPragma == null || (needPragma == true && !gotPragma) || charset == null)
            return null;
        return AsWritten(charset);
    }

    /// <summary>What was just read as ASCII is no UTF-16, and x-user-defined means windows-1252 here.</summary>
    private static PageEncoding AsWritten(PageEncoding encoding) =>
        encoding == PageEncoding.Utf16BigEndian || encoding == PageEncoding.Utf16LittleEndian ? PageEncoding.Utf8
        : encoding == PageEncoding.UserDefined ? PageEncoding.Windows1252
        : encoding;

    /// <summary>Extracts the encoding from the content of a meta element.</summary>
    private static PageEncoding? FromContent(ReadOnlySpan<byte> content)
    {
        while (true)
        {
            var at = IndexOfCharset(content);
            if (at < 0)
                return null;
            content = TrimStart(content[(at + 7)..]);
            if (content.IsEmpty)
                return null;
            if (content[0] == '=')
                break;
        }
        content = TrimStart(content[1..]);
        if (content.IsEmpty)
            return null;
        if (content[0] is (byte)'"' or (byte)'\'')
        {
            var end = content[1..].IndexOf(content[0]);
            return end < 0 ? null : PageEncoding.Find(content.Slice(1, end));
        }
        var stop = content.IndexOfAny("\t\n\f\r ;"u8);
        return PageEncoding.Find(stop < 0 ? content : content[..stop]);
    }

    private static int IndexOfCharset(ReadOnlySpan<byte> content)
    {
        for (var i = 0; i + 7 <= content.Length; i++)
        {
            if (HtmlText.EqualsIgnoreCase(content.Slice(i, 7), "charset"u8))
                return i;
        }
        return -1;
    }

    private static PageEncoding? FindXmlDeclaration(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.StartsWith("<?xml"u8))
            return null;
        var end = bytes.IndexOf((byte)'>');
        var declaration = end < 0 ? default : bytes[..end];
        var at = declaration.IndexOf("encoding"u8);
        if (at < 0)
            return null;
        var value = TrimStart(declaration[(at + 8)..]);
        if (value.IsEmpty || value[0] != '=')
            return null;
        value = TrimStart(value[1..]);
        if (value.IsEmpty || value[0] is not ((byte)'"' or (byte)'\''))
            return null;
        var length = value[1..].IndexOf(value[0]);
        return length >= 0 && PageEncoding.Find(value.Slice(1, length)) is { } encoding ? AsWritten(encoding) : null;
    }

    private static ReadOnlySpan<byte> TrimStart(ReadOnlySpan<byte> text)
    {
        while (!text.IsEmpty && HtmlText.IsSpace(text[0]))
            text = text[1..];
        return text;
    }
}
