using System.Buffers.Binary;
using Freshet.Storage;

namespace Freshet.Stores;

internal enum RecordKind : byte
{
    Value = 1,
    Removed = 2,
    Cleared = 3,
}

/// <summary>The header of a record of the log. Its layout, little-endian, is described in docs/stores.md.</summary>
internal readonly record struct LogRecord(RecordKind Kind, int KeyLength, int ValueLength, long ExpiresTicks, uint ValueCrc)
{
    /// <summary>What FASTER puts before each record: its length.</summary>
    public const int Prefix = 4;

    public const int HeaderSize = 32;

    /// <summary>The most that a record takes in the log.</summary>
    public const int MaxLogBytes = Prefix + HeaderSize + StoreLimits.MaxKeyBytes + StoreLimits.MaxValueBytes;

    /// <summary>Of a removal that was carried along: the address of the first, so older records of the key are before it; or 0. It stands in place of the expiry.</summary>
    public long RemovedSince => ExpiresTicks;

    public int Size => HeaderSize + KeyLength + ValueLength;

    public static LogRecord Removal(int keyLength, long since = 0) => new(RecordKind.Removed, keyLength, 0, since, Crc32C.Compute([]));

    /// <summary>What a record of a length takes in the log: FASTER's prefix, and up to the next multiple of 4.</summary>
    public static int LogBytes(int size) => (Prefix + size + 3) & ~3;

    /// <summary>An expiry as a record has it, where 0 is never: the first tick of time is taken for the second.</summary>
    public static long TicksOf(DateTimeOffset? expires) => expires is null ? 0 : Math.Max(1, expires.Value.UtcTicks);

    public DateTimeOffset? Expires => ExpiresTicks == 0 ? null : new DateTimeOffset(ExpiresTicks, TimeSpan.Zero);

    /// <summary>Writes the header and the key; the value follows them.</summary>
    public void Write(Span<byte> record, ReadOnlySpan<byte> key, ulong store)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(record, (uint)store);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], ValueCrc);
        BinaryPrimitives.WriteInt32LittleEndian(record[12..], ValueLength);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], ExpiresTicks);
        BinaryPrimitives.WriteUInt16LittleEndian(record[24..], (ushort)KeyLength);
        record[26] = (byte)Kind;
        record[27] = 0;
        BinaryPrimitives.WriteUInt32LittleEndian(record[28..], (uint)(store >> 32));
        key.CopyTo(record[HeaderSize..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record[4..], Crc32C.Compute(record[8..(HeaderSize + KeyLength)]));
    }

    /// <summary>Reads the header and checks it and the key; the bytes may end anywhere after the key.</summary>
    public static bool TryReadHead(ReadOnlySpan<byte> bytes, ulong store, out LogRecord record)
    {
        record = default;
        if (bytes.Length < HeaderSize
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes) != (uint)store
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[28..]) != (uint)(store >> 32))
        {
            return false;
        }

        var read = new LogRecord(
            (RecordKind)bytes[26],
            BinaryPrimitives.ReadUInt16LittleEndian(bytes[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[12..]),
            BinaryPrimitives.ReadInt64LittleEndian(bytes[16..]),
            BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]));
        if ((uint)read.ValueLength > StoreLimits.MaxValueBytes
            || bytes.Length < HeaderSize + read.KeyLength
            || BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) != Crc32C.Compute(bytes[8..(HeaderSize + read.KeyLength)]))
        {
            return false;
        }

        record = read;
        return true;
    }

    /// <summary>Reads and checks a whole record.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, ulong store, out LogRecord record) =>
        TryReadHead(bytes, store, out record)
        && bytes.Length >= record.Size
        && Crc32C.Compute(record.ValueOf(bytes)) == record.ValueCrc;

    public ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> record) => record.Slice(HeaderSize, KeyLength);

    public ReadOnlySpan<byte> ValueOf(ReadOnlySpan<byte> record) => record.Slice(HeaderSize + KeyLength, ValueLength);
}
