using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Freshet.Storage;

/// <summary>The 64-bit digest by which altered bytes of a body segment or a record are noticed: XXH64.</summary>
/// <remarks>It guards against accidents, not against somebody who can write to the store.</remarks>
public static class BodyDigest
{
    private const ulong P1 = 0x9E3779B185EBCA87;
    private const ulong P2 = 0xC2B2AE3D27D4EB4F;
    private const ulong P3 = 0x165667B19E3779F9;
    private const ulong P4 = 0x85EBCA77C2B2AE63;
    private const ulong P5 = 0x27D4EB2F165667C5;

    /// <summary>The digest of bytes.</summary>
    public static ulong Compute(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        var length = (ulong)bytes.Length;
        ulong hash;
        if (bytes.Length >= 32)
        {
            ulong a = seed + P1 + P2, b = seed + P2, c = seed, d = seed - P1;
            ref var at = ref MemoryMarshal.GetReference(bytes);
            var stripes = bytes.Length >> 5;
            for (var i = 0; i < stripes; i++)
            {
                a = Round(a, Read(ref at));
                b = Round(b, Read(ref Unsafe.Add(ref at, 8)));
                c = Round(c, Read(ref Unsafe.Add(ref at, 16)));
                d = Round(d, Read(ref Unsafe.Add(ref at, 24)));
                at = ref Unsafe.Add(ref at, 32);
            }

            hash = BitOperations.RotateLeft(a, 1) + BitOperations.RotateLeft(b, 7)
                + BitOperations.RotateLeft(c, 12) + BitOperations.RotateLeft(d, 18);
            hash = Merge(Merge(Merge(Merge(hash, a), b), c), d);
            bytes = bytes[(stripes << 5)..];
        }
        else
        {
            hash = seed + P5;
        }

        return Finish(hash + length, bytes);
    }

    private static ulong Finish(ulong hash, ReadOnlySpan<byte> rest)
    {
        for (; rest.Length >= 8; rest = rest[8..])
        {
            hash = (BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * P1) + P4;
        }

        if (rest.Length >= 4)
        {
            hash = (BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * P1), 23) * P2) + P3;
            rest = rest[4..];
        }

        foreach (var b in rest)
        {
            hash = BitOperations.RotateLeft(hash ^ (b * P5), 11) * P1;
        }

        hash = (hash ^ (hash >> 33)) * P2;
        hash = (hash ^ (hash >> 29)) * P3;
        return hash ^ (hash >> 32);
    }

    private static ulong Read(ref byte at)
    {
        var value = Unsafe.ReadUnaligned<ulong>(ref at);
        return BitConverter.IsLittleEndian ? value : BinaryPrimitives.ReverseEndianness(value);
    }

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * P2), 31) * P1;

    private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * P1) + P4;
}
