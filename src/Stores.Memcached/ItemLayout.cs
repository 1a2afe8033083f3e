using System.Buffers.Binary;
using System.Text;
using Freshet.Storage;

namespace Freshet.Stores;

/// <summary>What stands in front of a record in its item: docs/stores.md has the layout.</summary>
internal readonly record struct ItemLayout(int KeyLength, int ValueLength, int Parts, long ExpiresTicks, ulong Epoch, long Stamp, ulong PartsId, ulong Digest)
{
    public const int Size = 64;
    private const uint Magic = 0x434D5246;
    private const ushort Version = 1;
    private const int Digested = 56;

    public int Start => Size + KeyLength;

    public DateTimeOffset? Expires => ExpiresTicks == 0 ? null : new DateTimeOffset(ExpiresTicks, TimeSpan.Zero);

    public bool ExpiredAt(DateTimeOffset now) => ExpiresTicks != 0 && ExpiresTicks <= now.UtcTicks;

    public static byte[] Write(string key, ReadOnlySpan<byte> value, DateTimeOffset? expires, ulong epoch, long stamp, int parts, ulong partsId)
    {
        int keyLength = Encoding.UTF8.GetByteCount(key);
        byte[] head = new byte[Size + keyLength];
        Encoding.UTF8.GetBytes(key, head.AsSpan(Size));
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(4), Version);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(6), (ushort)keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(8), value.Length);
        BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(12), parts);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(16), expires is null ? 0 : Math.Max(1, expires.Value.UtcTicks));
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(24), epoch);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(32), stamp);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(40), partsId);
        BinaryPrimitives.WriteUInt64LittleEndian(head.AsSpan(56), DigestOf(head, value));
        return head;
    }

    /// <summary>Reads header and key; false when it is not a record of this key.</summary>
    public static bool TryRead(ReadOnlySpan<byte> item, string key, out ItemLayout layout)
    {
        layout = default;
        if (item.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(item) != Magic || BinaryPrimitives.ReadUInt16LittleEndian(item[4..]) != Version)
        {
            return false;
        }

        layout = new(
            BinaryPrimitives.ReadUInt16LittleEndian(item[6..]),
            BinaryPrimitives.ReadInt32LittleEndian(item[8..]),
            BinaryPrimitives.ReadInt32LittleEndian(item[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(item[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(item[24..]),
            BinaryPrimitives.ReadInt64LittleEndian(item[32..]),
            BinaryPrimitives.ReadUInt64LittleEndian(item[40..]),
            BinaryPrimitives.ReadUInt64LittleEndian(item[56..]));
        return layout.Start <= item.Length && layout.ValueLength is >= 0 and <= StoreLimits.MaxValueBytes && layout.Parts is >= 0 and < 1_000
            && (ulong)layout.ExpiresTicks <= (ulong)DateTimeOffset.MaxValue.Ticks && Encoding.UTF8.GetString(item[Size..layout.Start]) == key;
    }

    /// <summary>Whether header, key and value are as they were written.</summary>
    public bool IsWhole(ReadOnlySpan<byte> item, ReadOnlySpan<byte> value) => value.Length == ValueLength && DigestOf(item[..Start], value) == Digest;

    private static ulong DigestOf(ReadOnlySpan<byte> head, ReadOnlySpan<byte> value) =>
        BodyDigest.Compute(value, BodyDigest.Compute(head[Size..], BodyDigest.Compute(head[..Digested])));
}
