namespace Freshet.Crawls;

internal static class ContentTypes
{
    // A body without a Content-Type is taken for HTML when its first character is "<".
    public static bool IsHtml(string? type, ReadOnlySpan<byte> body)
    {
        if (type is null)
        {
            return body.TrimStart(" \t\r\n\f"u8) is [(byte)'<', ..];
        }

        var essence = type.AsSpan();
        var semicolon = essence.IndexOf(';');
        essence = (semicolon < 0 ? essence : essence[..semicolon]).Trim();
        return essence.Equals("text/html", StringComparison.OrdinalIgnoreCase) || essence.Equals("application/xhtml+xml", StringComparison.OrdinalIgnoreCase);
    }

    public static string? Charset(string? type)
    {
        var at = type?.IndexOf("charset=", StringComparison.OrdinalIgnoreCase) ?? -1;
        if (at < 0)
        {
            return null;
        }

        var value = type.AsSpan(at + "charset=".Length);
        var end = value.IndexOf(';');
        return (end < 0 ? value : value[..end]).Trim(" \t\"'").ToString();
    }
}
