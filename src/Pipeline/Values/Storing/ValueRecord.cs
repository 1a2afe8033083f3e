using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Freshet.Values;

/// <summary>The record of a value in a store: a head of fixed layout, its version and tags, then the bytes of the value.</summary>
/// <remarks>
/// Little-endian: format (1), kind (1), number of tags (2), created, fresh until, kept until, sliding, slides until (8 each, ticks), then version and tags as
/// length (2; 65,535 for none) and UTF-8.
/// </remarks>
internal readonly struct ValueRecord
{
    public const byte Format = 1;
    private const int FixedBytes = 44;
    private const ushort None = ushort.MaxValue;

    public required ValueKind Kind { get; init; }

    public required long Created { get; init; }

    public required long FreshUntil { get; init; }

    public required long KeptUntil { get; init; }

    public required long Sliding { get; init; }

    public required long SlidesUntil { get; init; }

    public required string? Version { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public ReadOnlyMemory<byte> Payload { get; init; }

    public long Expires => Math.Max(KeptUntil, FreshUntil);

    /// <summary>Writes the head; the value's bytes follow it.</summary>
    public void Write(IBufferWriter<byte> to)
    {
        var span = to.GetSpan(FixedBytes);
        (span[0], span[1]) = (Format, (byte)Kind);
        BinaryPrimitives.WriteUInt16LittleEndian(span[2..], (ushort)Tags.Count);
        BinaryPrimitives.WriteInt64LittleEndian(span[4..], Created);
        WriteTimes(span, new EntryTimes(FreshUntil, KeptUntil, 0, Sliding, SlidesUntil));
        to.Advance(FixedBytes);
        WriteText(to, Version);
        foreach (var tag in Tags)
        {
            WriteText(to, tag);
        }
    }

    /// <summary>Puts the kind in, which is known only after the value's bytes.</summary>
    public static void SetKind(Span<byte> record, ValueKind kind) => record[1] = (byte)kind;

    /// <summary>Puts other times into a record.</summary>
    public static void WriteTimes(Span<byte> record, EntryTimes times)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record[12..], times.FreshUntil);
        BinaryPrimitives.WriteInt64LittleEndian(record[20..], times.KeptUntil);
        BinaryPrimitives.WriteInt64LittleEndian(record[28..], times.Sliding);
        BinaryPrimitives.WriteInt64LittleEndian(record[36..], times.SlidesUntil);
    }

    public static bool TryRead(ReadOnlyMemory<byte> bytes, out ValueRecord record)
    {
        record = default;
        var span = bytes.Span;
        if (span.Length < FixedBytes || span[0] != Format || span[1] > (byte)ValueKind.Serialized)
        {
            return false;
        }

        foreach (var at in (ReadOnlySpan<int>)[4, 12, 20, 28, 36])
        {
            if (BinaryPrimitives.ReadInt64LittleEndian(span[at..]) is var ticks && (ticks < 0 || (ticks > DateTime.MaxValue.Ticks && ticks != ValueEntry.Never)))
            {
                return false;
            }
        }

        var tags = new string[BinaryPrimitives.ReadUInt16LittleEndian(span[2..])];
        var place = FixedBytes;
        if (!TryReadText(span, ref place, out var version))
        {
            return false;
        }

        for (var i = 0; i < tags.Length; i++)
        {
            if (!TryReadText(span, ref place, out var tag) || tag is null)
            {
                return false;
            }

            tags[i] = tag;
        }

        record = new ValueRecord
        {
            Kind = (ValueKind)span[1],
            Created = BinaryPrimitives.ReadInt64LittleEndian(span[4..]),
            FreshUntil = BinaryPrimitives.ReadInt64LittleEndian(span[12..]),
            KeptUntil = BinaryPrimitives.ReadInt64LittleEndian(span[20..]),
            Sliding = BinaryPrimitives.ReadInt64LittleEndian(span[28..]),
            SlidesUntil = BinaryPrimitives.ReadInt64LittleEndian(span[36..]),
            Version = version,
            Tags = tags,
            Payload = bytes[place..],
        };
        return true;
    }

    private static void WriteText(IBufferWriter<byte> to, string? text)
    {
        var length = text is null ? None : Encoding.UTF8.GetByteCount(text);
        BinaryPrimitives.WriteUInt16LittleEndian(to.GetSpan(2), (ushort)length);
        to.Advance(2);
        if (text is not null)
        {
            Encoding.UTF8.GetBytes(text, to);
        }
    }

    private static bool TryReadText(ReadOnlySpan<byte> span, ref int at, out string? text)
    {
        text = null;
        if (span.Length < at + 2)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt16LittleEndian(span[at..]);
        at += 2;
        if (length == None)
        {
            return true;
        }

        if (span.Length < at + length)
        {
            return false;
        }

        text = Encoding.UTF8.GetString(span.Slice(at, length));
        at += length;
        return true;
    }
}
