using System.Text;

namespace Freshet.Links;

/// <summary>Reads rel attributes.</summary>
internal static class Relations
{
    public static LinkRelations Parse(ReadOnlySpan<byte> rel)
    {
        var relations = LinkRelations.None;
        while (true)
        {
            rel = HtmlText.Trim(rel);
            if (rel.IsEmpty)
                return relations;
            var end = rel.IndexOfAny("\t\n\f\r "u8);
            relations |= One(end < 0 ? rel : rel[..end]);
            rel = end < 0 ? default : rel[end..];
        }
    }

    private static LinkRelations One(ReadOnlySpan<byte> word)
    {
        Span<byte> lower = stackalloc byte[16];
        if (word.Length > lower.Length)
            return LinkRelations.None;
        Ascii.ToLower(word, lower, out var length);
        return Known(lower[..length]);
    }

    private static LinkRelations Known(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("nofollow"u8) ? LinkRelations.NoFollow
            : word.SequenceEqual("stylesheet"u8) ? LinkRelations.Stylesheet
            : word.SequenceEqual("canonical"u8) ? LinkRelations.Canonical
            : word.SequenceEqual("alternate"u8) ? LinkRelations.Alternate
            : word.SequenceEqual("next"u8) ? LinkRelations.Next
            : word.SequenceEqual("prev"u8) || word.SequenceEqual("previous"u8) ? LinkRelations.Previous
            : word.SequenceEqual("icon"u8) ? LinkRelations.Icon
            : word.SequenceEqual("manifest"u8) ? LinkRelations.Manifest
            : word.SequenceEqual("ugc"u8) ? LinkRelations.UserGenerated
            : word.SequenceEqual("sponsored"u8) ? LinkRelations.Sponsored
            : word.SequenceEqual("preload"u8) || word.SequenceEqual("modulepreload"u8) || word.SequenceEqual("prefetch"u8) ? LinkRelations.Preload
            : word.SequenceEqual("preconnect"u8) || word.SequenceEqual("dns-prefetch"u8) ? LinkRelations.Preconnect
            : LinkRelations.None;
}
