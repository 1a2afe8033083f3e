using System.Buffers;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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

    /// <summary>The index of a byte at or after <paramref name="start"/>, or -1; made for bytes that are near.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int IndexOf(ReadOnlySpan<byte> text, int start, byte value)
    {
        if (start <= text.Length - Vector256<byte>.Count)
        {
            var block = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(text), (nuint)start);
            var bits = Vector256.Equals(block, Vector256.Create(value)).ExtractMostSignificantBits();
            if (bits != 0)
                return start + BitOperations.TrailingZeroCount(bits);
            start += Vector256<byte>.Count;
        }
        return IndexOfFar(text, start, value);
    }

    public static bool IsDigit(byte c) => (uint)(c - '0') <= 9;

    public static bool EqualsIgnoreCase(ReadOnlySpan<byte> text, ReadOnlySpan<byte> other) => Ascii.EqualsIgnoreCase(text, other);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int IndexOfFar(ReadOnlySpan<byte> text, int start, byte value)
    {
        var at = text[start..].IndexOf(value);
        return at < 0 ? -1 : start + at;
    }

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
