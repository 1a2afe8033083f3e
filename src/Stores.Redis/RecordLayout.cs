using System.Buffers.Binary;

namespace Freshet.Stores;

/// <summary>A value in Redis: four bytes that say what it is, the expiry, the record's bytes.</summary>
internal static class RecordLayout
{
    /// <summary>The bytes in front of the record's own.</summary>
    public const int HeadBytes = 12;

    // "FRS" and the version of the layout.
    private const uint Magic = 0x01535246;

    public static byte[] Write(ReadOnlySpan<byte> value, DateTimeOffset? expires)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(HeadBytes + value.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(4), expires?.UtcTicks ?? -1);
        value.CopyTo(bytes.AsSpan(HeadBytes));
        return bytes;
    }

    /// <summary>Reads the head; false when the bytes are something else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out DateTimeOffset? expires)
    {
        expires = null;
        if (bytes.Length < HeadBytes || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != Magic)
        {
            return false;
        }

        long ticks = BinaryPrimitives.ReadInt64LittleEndian(bytes[4..]);
        if (ticks < -1 || ticks > DateTimeOffset.MaxValue.UtcTicks)
        {
            return false;
        }

        expires = ticks < 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }
}
