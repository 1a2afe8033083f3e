using System.Buffers.Binary;
using System.Numerics;

namespace Freshet.Storage;

/// <summary>The 128-bit hash of keys and URLs: MurmurHash3_x64_128 by Austin Appleby (public domain).</summary>
/// <remarks>It spreads well and is no defence: who wants two inputs of one hash can make them.</remarks>
public static class Murmur3
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    /// <summary>The hash of bytes, the same on every machine.</summary>
    public static (ulong Low, ulong High) Hash(ReadOnlySpan<byte> data, ulong seed = 0)
    {
        ulong h1 = seed;
        ulong h2 = seed;
        var length = (ulong)data.Length;
        while (data.Length >= 16)
        {
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(data));
            h1 = ((BitOperations.RotateLeft(h1, 27) + h2) * 5) + 0x52dce729;
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(data[8..]));
            h2 = ((BitOperations.RotateLeft(h2, 31) + h1) * 5) + 0x38495ab5;
            data = data[16..];
        }

        if (!data.IsEmpty)
        {
            Span<byte> tail = stackalloc byte[16];
            tail.Clear();
            data.CopyTo(tail);
            h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(tail));
            h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(tail[8..]));
        }

        h1 ^= length;
        h2 ^= length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        h2 += h1;
        return (h1, h2);
    }

    private static ulong Mix1(ulong k) => BitOperations.RotateLeft(k * C1, 31) * C2;

    private static ulong Mix2(ulong k) => BitOperations.RotateLeft(k * C2, 33) * C1;

    private static ulong Finish(ulong k)
    {
        k = (k ^ (k >> 33)) * 0xff51afd7ed558ccd;
        k = (k ^ (k >> 33)) * 0xc4ceb9fe1a85ec53;
        return k ^ (k >> 33);
    }
}
