using System.Buffers.Binary;
using Freshet.Storage;

namespace Freshet.Urls;

/// <summary>A 128-bit hash of a canonical URL's bytes, the same in every process and version.</summary>
/// <remarks>
/// MurmurHash3 (x64, 128 bits, seed 0). Among n URLs chosen without malice two share a key with a probability of about
/// n² / 2^129: 1.5e-21 for a billion. It is no cryptographic hash: who wants two URLs of one key can make them.
/// </remarks>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct UrlKey(ulong High, ulong Low)
{
    /// <summary>The length of a written key in bytes.</summary>
    public const int Size = 16;

    /// <summary>The key of a canonical URL.</summary>
    public static UrlKey Of(ReadOnlySpan<byte> canonicalUrl)
    {
        var (low, high) = Murmur3.Hash(canonicalUrl);
        return new UrlKey(high, low);
    }

    /// <summary>Reads a key that <see cref="Write"/> wrote.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer than 16 bytes.</exception>
    public static UrlKey Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(source[8..]), BinaryPrimitives.ReadUInt64LittleEndian(source));

    /// <summary>Writes the key as 16 bytes, little-endian, lower half first.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is room for fewer than 16 bytes.</exception>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination[8..], High);
        BinaryPrimitives.WriteUInt64LittleEndian(destination, Low);
    }

    /// <summary>The key as 32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
