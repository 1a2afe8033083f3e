using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Freshet.Links;

/// <summary>
/// The name of a tag or attribute: its length, and a key made of its first eight letters in lower case (of all of them, mixed, when it
/// is longer). Names are compared by key and length.
/// </summary>
internal readonly struct TagName(int length, ulong key)
{
    public readonly int Length = length;
    public readonly ulong Key = key;

    /// <summary>The name that begins at <paramref name="start"/> and ends before white space, '/' or '>' (or '=' after its first byte).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TagName Read(ReadOnlySpan<byte> html, int start, bool attribute)
    {
        if (start <= html.Length - Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref MemoryMarshal.GetReference(html), (nuint)start);
            var stops = Vector128.LessThanOrEqual(bytes, Vector128.Create((byte)0x20))
                | Vector128.Equals(bytes, Vector128.Create((byte)'/'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'>'));
            var bits = stops.ExtractMostSignificantBits();
            if (attribute)
                bits |= Vector128.Equals(bytes, Vector128.Create((byte)'=')).ExtractMostSignificantBits() & ~1u;
            var length = BitOperations.TrailingZeroCount(bits);
            // Length 32: no stop. 9 to 16: too long for the key. A stop of 0x20 or less that is not white space: part of the name.
            if (length <= 8 && (html[start + length] > 0x20 || HtmlText.IsSpace(html[start + length])))
            {
                var low = (bytes | Vector128.Create((byte)0x20)).AsUInt64().ToScalar();
                return new TagName(length, length == 8 ? low : low & ((1UL << (length * 8)) - 1));
            }
        }
        return ReadSlowly(html, start, attribute);
    }

    public static TagName Of(string name) => ReadSlowly(System.Text.Encoding.ASCII.GetBytes(name), 0, attribute: false);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static TagName ReadSlowly(ReadOnlySpan<byte> html, int start, bool attribute)
    {
        var key = 0UL;
        var i = start;
        for (; i < html.Length; i++)
        {
            var c = html[i];
            if (c is (byte)'/' or (byte)'>' || HtmlText.IsSpace(c) || (c == '=' && attribute && i > start))
                break;
            ulong lower = c is >= (byte)'A' and <= (byte)'Z' ? (byte)(c | 0x20) : c;
            key = i - start < 8 ? key | (lower << ((i - start) * 8)) : (BitOperations.RotateLeft(key, 7) ^ lower) * 0x9E3779B97F4A7C15;
        }
        return new TagName(i - start, key);
    }
}
