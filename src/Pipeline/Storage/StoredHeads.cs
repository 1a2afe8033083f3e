using System.Buffers;
using System.Buffers.Binary;
using System.Collections;
using Freshet.Http;
using Freshet.Rules;

namespace Freshet.Storage;

/// <summary>All stored responses of one cache key, the most recently stored first: the record under that key; immutable.</summary>
public sealed class StoredHeads : IReadOnlyList<StoredHead>
{
    /// <summary>The most variants that are kept of one key: 16.</summary>
    public const int MaxHeads = 16;

    private readonly StoredHead[] _heads;

    private StoredHeads(StoredHead[] heads) => _heads = heads;

    /// <summary>No stored response.</summary>
    public static StoredHeads Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _heads.Length;

    /// <summary>The length of the record in bytes.</summary>
    public int EncodedLength
    {
        get
        {
            var length = StoredHeadLayout.RecordHeader;
            foreach (var head in _heads)
            {
                length += head.EncodedLength;
            }

            return length;
        }
    }

    /// <inheritdoc/>
    public StoredHead this[int index] => _heads[index];

    /// <summary>Reads a record in place; never throws.</summary>
    /// <param name="record">The bytes; they must stay unchanged as long as the heads are used, see <see cref="Detach"/>.</param>
    /// <param name="heads">The heads; empty when the bytes are no sound record.</param>
    /// <param name="fault">Why they are not.</param>
    public static bool TryRead(ReadOnlyMemory<byte> record, out StoredHeads heads, out StoredHeadsFault fault)
    {
        heads = Empty;
        fault = Check(record.Span);
        if (fault != StoredHeadsFault.None)
        {
            return false;
        }

        var found = new StoredHead[BinaryPrimitives.ReadUInt16LittleEndian(record.Span[6..])];
        var rest = record[StoredHeadLayout.RecordHeader..];
        for (var i = 0; i < found.Length; i++)
        {
            var length = HeadLength(rest.Span);
            if (length == 0 || !StoredHeadReader.IsValid(rest.Span[..length]))
            {
                fault = StoredHeadsFault.Altered;
                return false;
            }

            found[i] = new StoredHead(rest[..length]);
            rest = rest[length..];
        }

        fault = rest.IsEmpty ? StoredHeadsFault.None : StoredHeadsFault.Altered;
        heads = rest.IsEmpty ? new(found) : Empty;
        return rest.IsEmpty;
    }

    /// <summary>Adds a response in front and drops those that its request would have selected, and those over the limits.</summary>
    /// <param name="head">The new response.</param>
    /// <param name="request">The request that it answers.</param>
    /// <param name="dropped">The heads that are gone; their bodies may be removed once the record is written.</param>
    public StoredHeads With(StoredHead head, RequestHead request, out IReadOnlyList<StoredHead> dropped)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(request);
        List<StoredHead> kept = [head];
        List<StoredHead> gone = [];
        var bytes = StoredHeadLayout.RecordHeader + head.EncodedLength;
        foreach (var old in _heads)
        {
            var fits = kept.Count < MaxHeads && bytes + old.EncodedLength <= StoreLimits.MaxValueBytes;
            var replaced = ReferenceEquals(old, head) || (!old.Facts.Has(ResponseFlags.VaryAny) && old.Selecting.Match(request.Fields));
            var stays = fits && !replaced;
            (stays ? kept : gone).Add(old);
            bytes += stays ? old.EncodedLength : 0;
        }

        dropped = gone;
        return new([.. kept]);
    }

    internal StoredHeads Adding(StoredHead head) => new([head, .. _heads]);

    /// <summary>Puts a freshened head in the place of another; unchanged when that is not there.</summary>
    public StoredHeads Replace(StoredHead old, StoredHead replacement)
    {
        StoredHead[] heads = [.. _heads];
        var at = Array.IndexOf(heads, old);
        if (at >= 0)
        {
            heads[at] = replacement;
        }

        return new(heads);
    }

    /// <summary>The others without a head.</summary>
    public StoredHeads Without(StoredHead head) => new([.. _heads.Where(other => !ReferenceEquals(other, head))]);

    /// <summary>The same heads over memory of their own.</summary>
    public StoredHeads Detach() => TryRead(ToArray(), out var heads, out _) ? heads : Empty;

    /// <summary>Writes the record.</summary>
    public void WriteTo(IBufferWriter<byte> writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var length = EncodedLength;
        Write(writer.GetSpan(length)[..length]);
        writer.Advance(length);
    }

    /// <summary>The record as bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[EncodedLength];
        Write(bytes);
        return bytes;
    }

    /// <inheritdoc/>
    public IEnumerator<StoredHead> GetEnumerator() => ((IEnumerable<StoredHead>)_heads).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static StoredHeadsFault Check(ReadOnlySpan<byte> record)
    {
        if (record.Length < StoredHeadLayout.RecordHeader || BinaryPrimitives.ReadUInt32LittleEndian(record) != StoredHeadLayout.Magic)
        {
            return StoredHeadsFault.NotARecord;
        }

        var version = BinaryPrimitives.ReadUInt16LittleEndian(record[4..]);
        if (version != StoredHeadLayout.Version)
        {
            return version > StoredHeadLayout.Version ? StoredHeadsFault.NewerVersion : StoredHeadsFault.NotARecord;
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(record[8..]) != record.Length)
        {
            return StoredHeadsFault.Torn;
        }

        return BinaryPrimitives.ReadUInt64LittleEndian(record[16..]) == Digest(record) ? StoredHeadsFault.None : StoredHeadsFault.Altered;
    }

    private static ulong Digest(ReadOnlySpan<byte> record) =>
        BodyDigest.Compute(record[StoredHeadLayout.RecordHeader..], BodyDigest.Compute(record[..16]));

    private static int HeadLength(ReadOnlySpan<byte> rest)
    {
        var length = rest.Length < StoredHeadLayout.Fixed ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(rest);
        return length < StoredHeadLayout.Fixed || length > rest.Length ? 0 : (int)length;
    }

    private void Write(Span<byte> record)
    {
        record[..StoredHeadLayout.RecordHeader].Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(record, StoredHeadLayout.Magic);
        BinaryPrimitives.WriteUInt16LittleEndian(record[4..], StoredHeadLayout.Version);
        BinaryPrimitives.WriteUInt16LittleEndian(record[6..], (ushort)_heads.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record[8..], (uint)record.Length);
        var at = StoredHeadLayout.RecordHeader;
        foreach (var head in _heads)
        {
            head.Encoded.Span.CopyTo(record[at..]);
            at += head.EncodedLength;
        }

        BinaryPrimitives.WriteUInt64LittleEndian(record[16..], Digest(record));
    }
}
