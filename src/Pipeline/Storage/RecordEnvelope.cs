using System.Buffers.Binary;
using System.Text;

namespace Freshet.Storage;

/// <summary>What stands in front of a value where a medium keeps only bytes: key, expiry, and digests that tell torn, altered and misplaced records.</summary>
/// <param name="KeyLength">The length of the key in UTF-8 bytes.</param>
/// <param name="ValueLength">The length of the value in bytes.</param>
/// <param name="ExpiresTicks">The expiry as ticks of UTC since the year 1, 0 for never.</param>
/// <param name="Digest">The <see cref="BodyDigest"/> of header and key.</param>
/// <param name="ValueDigest">The <see cref="BodyDigest"/> of the value.</param>
/// <remarks>40 bytes, the key, and the value; docs/stores.md has the layout.</remarks>
public readonly record struct RecordEnvelope(int KeyLength, int ValueLength, long ExpiresTicks, ulong Digest, ulong ValueDigest)
{
    /// <summary>The length of the header in bytes: 40.</summary>
    public const int Size = 40;

    /// <summary>The most bytes that a whole record takes.</summary>
    public const int MaxBytes = Size + StoreLimits.MaxKeyBytes + StoreLimits.MaxValueBytes;

    private const uint Magic = 0x53465246;
    private const ushort Version = 1;
    private const int Digested = 24;

    /// <summary>Where the value begins.</summary>
    public int Start => Size + KeyLength;

    /// <summary>The length of the whole record.</summary>
    public int Length => Start + ValueLength;

    /// <summary>When the record expires, or null for never.</summary>
    public DateTimeOffset? Expires => ExpiresTicks == 0 ? null : new DateTimeOffset(ExpiresTicks, TimeSpan.Zero);

    /// <summary>Whether the record is absent at that time.</summary>
    public bool ExpiredAt(DateTimeOffset now) => ExpiresTicks != 0 && ExpiresTicks <= now.UtcTicks;

    /// <summary>Writes header, key and value, and gives their length.</summary>
    /// <param name="record">Room for <see cref="Size"/>, the key and the value.</param>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expires">The expiry, or null for never.</param>
    public static int Write(Span<byte> record, string key, ReadOnlySpan<byte> value, DateTimeOffset? expires)
    {
        var keyLength = Encoding.UTF8.GetBytes(key, record[Size..]);
        BinaryPrimitives.WriteUInt32LittleEndian(record, Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], Version);
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)keyLength);
        BinaryPrimitives.WriteInt32LittleEndian(record[8..], value.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[12..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(record[16..], expires is null ? 0 : Math.Max(1, expires.Value.UtcTicks));
        var digest = DigestOf(record, keyLength);
        BinaryPrimitives.WriteUInt64LittleEndian(record[24..], digest);
        BinaryPrimitives.WriteUInt64LittleEndian(record[32..], BodyDigest.Compute(value, digest));
        value.CopyTo(record[(Size + keyLength)..]);
        return Size + keyLength + value.Length;
    }

    /// <summary>Header, key and value as bytes of their own.</summary>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="expires">The expiry, or null for never.</param>
    public static byte[] ToArray(string key, ReadOnlySpan<byte> value, DateTimeOffset? expires)
    {
        var record = new byte[Size + Encoding.UTF8.GetByteCount(key) + value.Length];
        Write(record, key, value, expires);
        return record;
    }

    /// <summary>Reads the header; false when no record begins so.</summary>
    public static bool TryRead(ReadOnlySpan<byte> record, out RecordEnvelope envelope)
    {
        envelope = default;
        if (record.Length < Size || BinaryPrimitives.ReadUInt32LittleEndian(record) != Magic || BinaryPrimitives.ReadUInt16LittleEndian(record[4..]) != Version)
        {
            return false;
        }

        envelope = new(
            BinaryPrimitives.ReadUInt16LittleEndian(record[6..]),
            BinaryPrimitives.ReadInt32LittleEndian(record[8..]),
            BinaryPrimitives.ReadInt64LittleEndian(record[16..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[24..]),
            BinaryPrimitives.ReadUInt64LittleEndian(record[32..]));
        return envelope.KeyLength is > 0 and <= StoreLimits.MaxKeyBytes && envelope.ValueLength is >= 0 and <= StoreLimits.MaxValueBytes
            && (ulong)envelope.ExpiresTicks <= (ulong)DateTimeOffset.MaxValue.Ticks;
    }

    /// <summary>Reads header and key from the beginning of a record; null when they are not whole.</summary>
    public static string? TryReadKey(ReadOnlySpan<byte> record, out RecordEnvelope envelope) =>
        TryRead(record, out envelope) && envelope.KeyIsWhole(record) ? Encoding.UTF8.GetString(record[Size..envelope.Start]) : null;

    /// <summary>Checks a whole record.</summary>
    /// <param name="record">The bytes as read.</param>
    /// <param name="key">The key it has to be of, or null for any.</param>
    /// <param name="envelope">The header.</param>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Check(ReadOnlySpan<byte> record, string? key, out RecordEnvelope envelope) =>
        TryReadKey(record, out envelope) is not { } found || envelope.Length != record.Length ? "the header is not that of a record"
            : key is not null && found != key ? "the record is of another key"
            : BodyDigest.Compute(record[envelope.Start..], envelope.Digest) != envelope.ValueDigest ? "the value was altered"
            : null;

    private static ulong DigestOf(ReadOnlySpan<byte> record, int keyLength) =>
        BodyDigest.Compute(record.Slice(Size, keyLength), BodyDigest.Compute(record[..Digested]));

    private bool KeyIsWhole(ReadOnlySpan<byte> record) => record.Length >= Start && DigestOf(record, KeyLength) == Digest;
}
