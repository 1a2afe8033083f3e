using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Freshet.Storage;

// Folded multiplication (wyhash), with numbers that are the process's own: who sends keys can't choose ones that collide.
internal static class KeptHash
{
    private static readonly ulong First = RandomNumber();
    private static readonly ulong Second = RandomNumber();
    private static readonly ulong Third = RandomNumber();

    public static int Of(ReadOnlySpan<char> key)
    {
        ReadOnlySpan<byte> left = MemoryMarshal.AsBytes(key);
        var hash = First ^ (ulong)left.Length;
        for (; left.Length > 16; left = left[16..])
        {
            hash = Fold(Read8(left) ^ Second, Read8(left[8..]) ^ hash);
        }

        var (a, b) = left.Length switch
        {
            >= 8 => (Read8(left), Read8(left[^8..])),
            >= 4 => (Read4(left), Read4(left[^4..])),
            >= 2 => (left[0] | ((ulong)left[1] << 8), 0UL),
            _ => (0UL, 0UL),
        };
        hash = Fold(Fold(a ^ Second, b ^ hash) ^ Third, (ulong)key.Length ^ Second);
        return (int)(hash ^ (hash >> 32));
    }

    private static ulong Fold(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong Read8(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static ulong Read4(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static ulong RandomNumber() => BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(8)) | 1;
}
