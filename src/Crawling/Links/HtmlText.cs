using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Freshet.Links;

/// <summary>The character classes of HTML syntax.</summary>
internal static class HtmlText
{
    public static readonly SearchValues<byte> SpaceOrTagEnd = SearchValues.Create("\t\n\f\r >"u8);

    private const ulong Spaces = (1UL << '\t') | (1UL << '\n') | (1UL << '\f') | (1UL << '\r') | (1UL << ' ');

    /// <summary>ASCII white space; a carriage return counts, since the input stream turns it into a line feed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsSpace(byte c) => c <= ' ' && ((Spaces >> c) & 1) != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsLetter(byte c) => (uint)((c | 0x20) - 'a') <= 'z' - 'a';

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

    public static ReadOnlySpan<byte> Trim(ReadOnlySpan<byte> text)
    {
        var start = 0;
        while (start < text.Length && IsSpace(text[start]))
            start++;
        var end = text.Length;
        while (end > start && IsSpace(text[end - 1]))
            end--;
        return text[start..end];
    }
}
