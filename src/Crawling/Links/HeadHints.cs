using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freshet.Links;

/// <summary>Looks for bytes that may be a base or a robots meta element, so that the pages without them, nearly all, are read once.</summary>
internal static class HeadHints
{
    /// <summary>Where the last "&lt;base" or "robots", in any case, begins; -1 if there is none.</summary>
    public static int LastIndex(ReadOnlySpan<byte> html)
    {
        const int reach = 6;
        var width = Vector256<byte>.Count;
        if (LastIndexSlowly(html, html.Length - reach, html.Length) is >= 0 and var last)
            return last;
        var i = html.Length - width - reach;
        ref var start = ref MemoryMarshal.GetReference(html);
        var lower = Vector256.Create((byte)0x20);
        for (; i >= 0; i -= width)
        {
            var first = Vector256.LoadUnsafe(ref start, (nuint)i) | lower;
            var third = Vector256.LoadUnsafe(ref start, (nuint)i + 2) | lower;
            var fourth = Vector256.LoadUnsafe(ref start, (nuint)i + 3) | lower;
            var candidates = (Vector256.Equals(first, Vector256.Create((byte)'<')) & Vector256.Equals(fourth, Vector256.Create((byte)'s')))
                | (Vector256.Equals(first, Vector256.Create((byte)'r')) & Vector256.Equals(third, Vector256.Create((byte)'b')));
            if (candidates == Vector256<byte>.Zero)
                continue;
            for (var bits = candidates.ExtractMostSignificantBits(); bits != 0;)
            {
                var bit = 31 - BitOperations.LeadingZeroCount(bits);
                if (Is(html[(i + bit)..]))
                    return i + bit;
                bits &= ~(1u << bit);
            }
        }
        return LastIndexSlowly(html, 0, i + width);
    }

    private static int LastIndexSlowly(ReadOnlySpan<byte> html, int from, int to)
    {
        for (var i = to - 1; i >= Math.Max(0, from); i--)
        {
            if (Is(html[i..]))
                return i;
        }
        return -1;
    }

    private static bool Is(ReadOnlySpan<byte> text) =>
        (text.Length >= 5 && HtmlText.EqualsIgnoreCase(text[..5], "<base"u8))
        || (text.Length >= 6 && HtmlText.EqualsIgnoreCase(text[..6], "robots"u8));
}
