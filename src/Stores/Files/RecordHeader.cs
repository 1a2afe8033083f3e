using System.Buffers.Binary;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What stands in front of the value in a file of the file store: docs/stores.md has the layout.</summary>
internal readonly record struct RecordHeader(int KeyLength, int ValueLength, long ExpiresTicks, ulong Digest, ulong ValueDigest)
{
    public const int Size = 40;
    public const int MaxFileBytes = Size + StoreLimits.MaxKeyBytes + StoreLimits.MaxValueBytes;
    private const uint Magic = 0x53465246;
    private const ushort Version = 1;
    private const int Digested = 24;

    public int Start => Size + KeyLength;

    public int FileLength => Start + ValueLength;

    public DateTimeOffset? Expires => ExpiresTicks == 0 ? null : new DateTimeOffset(ExpiresTicks, TimeSpan.Zero);

    public bool ExpiredAt(DateTimeOffset now) => ExpiresTicks != 0 && ExpiresTicks <= now.UtcTicks;

    /// <summary>Writes header and key, and gives their length.</summary>
    public static int Write(Span<byte> file, string key, ReadOnlySpan<byte> value, DateTimeOffset? expires)
    {
        int keyLength = Encoding.UTF8.GetBytes(key, file[Size..]);
        BinaryPrimitives.WriteUInt32LittleEndian(file, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(file[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(file[6..], (ushort)keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(file[8..], value.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(file[12..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(file[16..], expires is null ? 0 : Math.Max(1, expires.Value.UtcTicks));
        ulong digest = DigestOf(file, keyLength);
        BinaryPrimitives.WriteUInt64LittleEndian(file[24..], digest);
        BinaryPrimitives.WriteUInt64LittleEndian(file[32..], BodyDigest.Compute(value, digest));
        return Size + keyLength;
    }

    /// <summary>Reads the fixed part; false when no file of this store begins so.</summary>
    public static bool TryRead(ReadOnlySpan<byte> file, out RecordHeader header)
    {
        header = default;
        if (file.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(file) != Magic || BinaryPrimitives.ReadUInt16LittleEndian(file[4..]) != Version)
        {
            return false;
        }

        header = new(
            BinaryPrimitives.ReadUInt16LittleEndian(file[6..]),
            BinaryPrimitives.ReadInt32LittleEndian(file[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(file[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(file[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(file[32..]));
        return header.KeyLength is > 0 and <= StoreLimits.MaxKeyBytes && header.ValueLength is >= 0 and <= StoreLimits.MaxValueBytes
            && (ulong)header.ExpiresTicks <= (ulong)DateTimeOffset.MaxValue.Ticks;
    }

    /// <summary>Whether header and key are as they were written.</summary>
    public bool KeyIsWhole(ReadOnlySpan<byte> file) => file.Length >= Start && DigestOf(file, KeyLength) == Digest;

    public bool ValueIsWhole(ReadOnlySpan<byte> value) => value.Length == ValueLength && BodyDigest.Compute(value, Digest) == ValueDigest;

    private static ulong DigestOf(ReadOnlySpan<byte> file, int keyLength) =>
        BodyDigest.Compute(file.Slice(Size, keyLength), BodyDigest.Compute(file[..Digested]));
}
