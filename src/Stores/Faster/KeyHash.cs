using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Freshet.Stores;

/// <summary>A 128-bit hash of a key: MurmurHash3 x64, seeded for each store.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct KeyHash(ulong Low, ulong High)
{
    private const ulong C1 = 0x87c37b91114253d5;
    private const ulong C2 = 0x4cf5ad432745937f;

    public static KeyHash Of(ReadOnlySpan<byte> key, ulong seed)
    {
        ulong h1 = seed, h2 = seed;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(key[..(key.Length & ~15)]);
        for (int i = 0; i < words.Length; i += 2)
        {
            h1 = ((BitOperations.RotateLeft(h1 ^ Mix1(words[i]), 27) + h2) * 5) + 0x52dce729;
            h2 = ((BitOperations.RotateLeft(h2 ^ Mix2(words[i + 1]), 31) + h1) * 5) + 0x38495ab5;
        }

        Span<byte> rest = stackalloc byte[16];
        rest.Clear();
        key[(key.Length & ~15)..].CopyTo(rest);
        h1 ^= Mix1(BinaryPrimitives.ReadUInt64LittleEndian(rest)) ^ (ulong)key.Length;
        h2 ^= Mix2(BinaryPrimitives.ReadUInt64LittleEndian(rest[8..])) ^ (ulong)key.Length;
        h1 += h2;
        h2 += h1;
        h1 = Finish(h1);
        h2 = Finish(h2);
        h1 += h2;
        return new(h1, h2 + h1);
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
